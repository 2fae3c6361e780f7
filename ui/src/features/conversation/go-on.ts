// Which answers can go on where they stopped.
import type { Message } from './message.svelte'

/** It has words, and it ended before its end. */
export function canGoOn(message: Message): boolean {
  const { status, finishReason, servedBy } = message.view
  // Nobody goes on in another one's words.
  if (servedBy !== null) return false
  if (!message.hasAnswer && !message.hasReasoning) return false
  if (status === 'stopped' || status === 'interrupted' || status === 'failed') return true
  return status === 'done' && finishReason === 'length'
}
