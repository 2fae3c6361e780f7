// The conversation feature.
//
// - `ConversationPane` shows what `session.conversationId` names (`null`: a new one), with its composer. It needs no
//   props, fills its box, and follows `session.open(id)`. After the first message of a new conversation it sets
//   `session.conversationId` itself.
// - `conversations` holds the open ones: `currentId`, `runningIds` (answers that are coming, seen from here),
//   `forget(id)` after a deletion, `forgetAll()` when the app changes to another history (demo mode entered or left).
export { default as ConversationPane } from './ConversationPane.svelte'
export { conversations } from './registry'
export { hitPercent, money } from './figures'
export { bookmarkHere } from './branch'
export { quoting } from './quoting.svelte'
