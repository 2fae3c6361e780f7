// The keys from hit to hit, as every program has them.
import { isMac } from '../../design'

function bare(event: KeyboardEvent): boolean {
  return !event.isComposing && event.keyCode !== 229 && !event.altKey
}

/** 1: to the next hit; -1: to the one before; 0: another key. F3 or Ctrl+G, with Shift backwards. */
export function stepOfKey(event: KeyboardEvent): 1 | -1 | 0 {
  const mod = isMac ? event.metaKey : event.ctrlKey
  const step = event.key === 'F3' ? !event.ctrlKey && !event.metaKey : mod && event.key.toLowerCase() === 'g'
  if (!bare(event) || !step) return 0
  return event.shiftKey ? -1 : 1
}
