// What can be done with a message besides its buttons: the entries of its menu.
import IconBookmark from '~icons/lucide/bookmark'
import IconQuote from '~icons/lucide/text-quote'
import IconTrash from '~icons/lucide/trash-2'
import type { MenuEntry } from '../../design'
import { t } from '../../lib/i18n/index.svelte'
import { actions } from '../../session'
import { bookmark, remove } from './branch'
import type { Conversation } from './conversation.svelte'
import type { Message } from './message.svelte'
import { quoting } from './quoting.svelte'

/** `writable`: the history takes changes, and nothing is on its way. */
export function messageEntries(conversation: Conversation, message: Message, writable: boolean): MenuEntry[] {
  const text = async (): Promise<string> => {
    const { role } = message.view
    return role === 'assistant' ? (await conversation.sourceOf(message)).text : message.words
  }
  const keys = actions.shortcutOf('bookmarkMessage')
  return [
    {
      kind: 'item',
      label: message.view.bookmarked ? t('conversation.unbookmark') : t('conversation.bookmark'),
      icon: IconBookmark,
      ...(keys === undefined ? {} : { shortcut: keys }),
      run: () => void bookmark(conversation, message),
    },
    { kind: 'item', label: t('conversation.quoteWhole'), icon: IconQuote, run: () => void text().then((words) => setTimeout(() => quoting.quote(words), 0)) },
    ...(writable
      ? [
          { kind: 'line' as const },
          { kind: 'item' as const, label: t('conversation.delete'), icon: IconTrash, danger: true, run: () => void remove(conversation, message) },
        ]
      : []),
  ]
}
