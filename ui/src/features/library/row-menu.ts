// What can be done with conversations; the list, its context menu, the title bar and the bar of a selection offer the same.
import IconArchive from '~icons/lucide/archive'
import IconArchiveUp from '~icons/lucide/archive-restore'
import IconFolder from '~icons/lucide/folder-input'
import IconHash from '~icons/lucide/hash'
import IconPencil from '~icons/lucide/pencil'
import IconPin from '~icons/lucide/pin'
import IconPinOff from '~icons/lucide/pin-off'
import IconRestore from '~icons/lucide/undo-2'
import IconTrash from '~icons/lucide/trash-2'
import type { MenuEntry } from '../../design'
import { t } from '../../lib/i18n/index.svelte'
import { type ActionId, actions, session } from '../../session'
import { exportEntries } from '../export'
import { aimedAt, archive, erase, pin, remove, restore } from './deeds'
import { library } from './library.svelte'
import { picker } from './picker.svelte'

const LINE = { kind: 'line' } as const

export function rowMenu(id: string, rename: () => void): readonly MenuEntry[] {
  const ids = aimedAt(id)
  const rows = ids.map((one) => library.rowOf(one)).filter((row) => row !== undefined)
  if (rows.length > 0 && rows.every((row) => row.deletedAtMs !== null)) {
    return [
      { kind: 'item', label: t('library.restore'), icon: IconRestore, run: () => void restore(ids) },
      LINE,
      { kind: 'item', label: t('library.erase'), icon: IconTrash, danger: true, run: () => void erase(ids) },
    ]
  }
  /** Shown where the keys do the same: they mean the open conversation. */
  const keys = (action: ActionId): { shortcut?: string } => {
    const shortcut = ids.length === 1 && ids[0] === session.conversationId ? actions.shortcutOf(action) : undefined
    return shortcut === undefined ? {} : { shortcut }
  }
  const pinned = rows.length > 0 && rows.every((row) => row.pinned)
  const archived = rows.length > 0 && rows.every((row) => row.archived)
  const first: MenuEntry[] = ids.length === 1 ? [{ kind: 'item', label: t('library.rename'), icon: IconPencil, shortcut: 'F2', run: rename }] : [{ kind: 'heading', label: t('library.chosen', { n: ids.length }) }]
  return [
    ...first,
    ...(archived ? [] : [{ kind: 'item', label: pinned ? t('library.unpin') : t('library.pin'), icon: pinned ? IconPinOff : IconPin, run: () => pin(ids, !pinned), ...keys('pinConversation') } as const]),
    { kind: 'item', label: t('library.move'), icon: IconFolder, run: () => picker.ask({ kind: 'file', ids }), ...keys('moveConversation') },
    { kind: 'item', label: t('library.tag'), icon: IconHash, run: () => picker.ask({ kind: 'tag', ids }), ...keys('tagConversation') },
    { kind: 'item', label: archived ? t('library.unarchive') : t('library.archive'), icon: archived ? IconArchiveUp : IconArchive, run: () => archive(ids, !archived), ...keys('archiveConversation') },
    LINE,
    ...exportEntries({ kind: 'conversations', conversationIds: [...ids] }, ids.length === 1 ? (rows[0]?.title ?? '') : t('export.several', { n: ids.length }), ids.length === 1),
    LINE,
    { kind: 'item', label: t('library.delete'), icon: IconTrash, danger: true, shortcut: 'Delete', run: () => void remove(ids) },
  ]
}
