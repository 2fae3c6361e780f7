// What can be done with a folder and with a tag.
import IconDown from '~icons/lucide/arrow-down'
import IconUp from '~icons/lucide/arrow-up'
import IconFolder from '~icons/lucide/folder-input'
import IconPencil from '~icons/lucide/pencil'
import IconPlus from '~icons/lucide/folder-plus'
import IconTrash from '~icons/lucide/trash-2'
import type { MenuEntry } from '../../design'
import { t } from '../../lib/i18n/index.svelte'
import { exportEntries } from '../export'
import { deleteFolder, deleteTag, makeFolder, nudgeFolder } from './deeds'
import { library } from './library.svelte'
import { picker } from './picker.svelte'

const LINE = { kind: 'line' } as const

/** Makes a folder and lets its name be typed in place. */
export async function newFolder(parentId: string | null): Promise<void> {
  if (parentId !== null) library.closed.delete(parentId)
  else library.show({ kind: 'library' })
  const id = await makeFolder(t('library.newFolderName'), parentId)
  if (id !== null) library.renamingId = id
}

export function folderMenu(id: string): readonly MenuEntry[] {
  return [
    { kind: 'item', label: t('library.rename'), icon: IconPencil, shortcut: 'F2', run: () => setTimeout(() => (library.renamingId = id), 0) },
    { kind: 'item', label: t('library.newFolderInside'), icon: IconPlus, run: () => void newFolder(id) },
    LINE,
    { kind: 'item', label: t('library.move'), icon: IconFolder, run: () => picker.ask({ kind: 'folder', folderId: id }) },
    { kind: 'item', label: t('library.moveUp'), icon: IconUp, shortcut: 'Alt+Shift+ArrowUp', run: () => nudgeFolder(id, -1) },
    { kind: 'item', label: t('library.moveDown'), icon: IconDown, shortcut: 'Alt+Shift+ArrowDown', run: () => nudgeFolder(id, 1) },
    LINE,
    ...exportEntries({ kind: 'shelf', shelf: { kind: 'folder', folderId: id } }, library.folders.find((folder) => folder.id === id)?.name ?? '', false),
    LINE,
    { kind: 'item', label: t('library.folderDelete'), icon: IconTrash, danger: true, shortcut: 'Delete', run: () => void deleteFolder(id) },
  ]
}

export function tagMenu(id: string): readonly MenuEntry[] {
  return [
    { kind: 'item', label: t('library.rename'), icon: IconPencil, shortcut: 'F2', run: () => setTimeout(() => (library.renamingId = id), 0) },
    LINE,
    { kind: 'item', label: t('library.tagDelete'), icon: IconTrash, danger: true, shortcut: 'Delete', run: () => void deleteTag(id) },
  ]
}
