// What can be done with one conversation; the list, its context menu and the title bar offer the same.
import IconFileJson from '~icons/lucide/file-json'
import IconFileText from '~icons/lucide/file-text'
import IconPencil from '~icons/lucide/pencil'
import IconTrash from '~icons/lucide/trash-2'
import type { MenuEntry } from '../../design'
import { t } from '../../lib/i18n/index.svelte'
import { library } from './library.svelte'

export function rowMenu(id: string, rename: () => void): readonly MenuEntry[] {
  return [
    { kind: 'item', label: t('library.rename'), icon: IconPencil, shortcut: 'F2', run: rename },
    { kind: 'line' },
    { kind: 'item', label: t('library.exportMarkdown'), icon: IconFileText, run: () => void library.export(id, 'markdown') },
    { kind: 'item', label: t('library.exportJson'), icon: IconFileJson, run: () => void library.export(id, 'json') },
    { kind: 'line' },
    { kind: 'item', label: t('library.delete'), icon: IconTrash, danger: true, run: () => void library.remove(id) },
  ]
}
