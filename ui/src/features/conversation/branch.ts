// Bookmarking and deleting messages of a conversation. Each shows at once and can be taken back.
import { bridge, type MessageUndelete } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { toasts } from '../../session'
import type { Conversation } from './conversation.svelte'
import type { Message } from './message.svelte'
import { conversations } from './registry'

/** Puts a bookmark on a message, or takes it away. */
export async function bookmark(conversation: Conversation, message: Message): Promise<void> {
  const on = !message.view.bookmarked
  message.view = { ...message.view, bookmarked: on }
  const done = await conversation.attempt('bookmark', () => bridge.call('message_bookmark', { messageId: message.id, on }))
  if (!done) message.view = { ...message.view, bookmarked: !on }
}

/** The same with the message that has the focus, else the last one. `false`: there is none. */
export function bookmarkHere(): boolean {
  const { current } = conversations
  const focused = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset['message']
  const message = current.messages.find(({ id }) => id === focused) ?? current.messages.at(-1)
  if (message !== undefined) void bookmark(current, message)
  return message !== undefined
}

/** Deletes a message with everything that follows it. */
export async function remove(conversation: Conversation, message: Message): Promise<void> {
  await conversation.attempt('delete', async () => {
    const { view, messages, undo } = await bridge.call('message_delete', { messageId: message.id })
    conversation.take(view)
    toasts.show({
      text: t('conversation.deleted', { n: messages }),
      action: { label: t('action.undo'), run: () => void undelete(conversation, undo) },
    })
  })
}

async function undelete(conversation: Conversation, undo: MessageUndelete): Promise<void> {
  await conversation.attempt('delete', async () => conversation.take(await bridge.call('message_undelete', undo)))
}
