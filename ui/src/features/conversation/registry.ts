// The window's conversations, bound to the program and to the session.
import { bridge } from '../../bridge'
import { session } from '../../session'
import { noParameters } from '../composer'
import { Conversations } from './conversations.svelte'

/** The conversations this window holds. */
export const conversations = new Conversations(bridge, () => ({
  mode: session.info?.mode ?? null,
  choice: {
    model: session.info?.settings.model ?? '',
    thinking: session.info?.settings.thinking ?? 'high',
    parameters: { ...noParameters, system: session.info?.settings.systemPrompt ?? '' },
  },
  newDraft: session.info?.newDraft ?? '',
}))

conversations.ongone = () => session.open(null)

// A new conversation got its id with its first answer: the session names it, and the library lights its row.
conversations.onborn = (id) => {
  session.conversationId = id
}
