// The account: the key, the server, the balance, and the demo that needs none of them.
import type FirstStart from './FirstStart.svelte'

export { default as BalanceLine } from './BalanceLine.svelte'
export { default as EndpointField } from './EndpointField.svelte'
export { default as KeyField } from './KeyField.svelte'
export { default as KeyKept } from './KeyKept.svelte'
export { default as Mark } from './Mark.svelte'
export { money } from './balance'
export { previewChatUrl } from './chat-url'
export { demo } from './demo.svelte'
export { firstKey, KeyCheck } from './key-check.svelte'
export { KEYS_PAGE, openPage, TOP_UP_PAGE } from './links'

/** The first screen. Whoever has a key never sees it, and does not wait for it. */
export async function loadFirstStart(): Promise<typeof FirstStart> {
  return (await import('./FirstStart.svelte')).default
}
