// What can be done with conversations, one or several. Everything shows at once, and what can be undone offers it.
import { type Arrangement, bridge, type ConversationRow, toBridgeError } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { session, showFailure, toasts } from '../../session'
import { library } from './library.svelte'
import { selection } from './selection.svelte'
import { pathOf } from './shelves'

type Ids = readonly string[]

function fail(thrown: unknown): void {
  showFailure(toBridgeError(thrown))
  void library.reload()
}

const undo = (run: () => void): { label: string; run: () => void } => ({ label: t('action.undo'), run })

export async function rename(id: string, title: string): Promise<void> {
  const row = library.rowOf(id)
  if (row && title.trim() !== '') library.put({ ...row, title: title.trim() })
  try {
    const info = await bridge.call('conversation_rename', { conversationId: id, title })
    const now = library.rowOf(id)
    if (now) library.put({ ...now, title: info.title })
    library.given.set(id, info.title)
  } catch (thrown) {
    fail(thrown)
  }
}

/** Into the trash at once, with the way back at once: it waits for the program where it must. */
export async function remove(ids: Ids): Promise<void> {
  const rows = ids.map((id) => library.rowOf(id)).filter((row) => row !== undefined)
  const open = ids.find((id) => id === session.conversationId) ?? null
  for (const id of ids) {
    library.leaving.add(id)
    library.forget(id)
  }
  const deleted = bridge.call('selection_delete', { conversationIds: [...ids] })
  const text = ids.length > 1 ? t('library.deletedCount', { n: ids.length }) : rows[0] ? t('library.deletedTitle', { title: rows[0].title }) : t('library.deleted')
  const toast = toasts.show({ text, action: undo(() => void takeBack(ids, rows, open, deleted)) })
  try {
    await deleted
  } catch (thrown) {
    toasts.dismiss(toast)
    ids.forEach((id) => library.leaving.delete(id))
    fail(thrown)
  }
}

async function takeBack(ids: Ids, rows: readonly ConversationRow[], open: string | null, deleted: Promise<unknown>): Promise<void> {
  // A deletion that failed tells so itself, and there is nothing to bring back.
  if (!(await deleted.then(() => true, () => false))) return
  try {
    await bridge.call('selection_restore', { conversationIds: [...ids] })
    ids.forEach((id) => library.leaving.delete(id))
    for (const row of rows) library.put({ ...row, running: false })
    if (open !== null) session.open(open)
  } catch (thrown) {
    fail(thrown)
  }
}

/** Out of the trash. */
export async function restore(ids: Ids): Promise<void> {
  try {
    const { conversations } = await bridge.call('selection_restore', { conversationIds: [...ids] })
    for (const id of ids) {
      const row = library.rowOf(id)
      if (row) library.put({ ...row, deletedAtMs: null })
    }
    toasts.show({ text: t('library.restored', { n: conversations }) })
  } catch (thrown) {
    fail(thrown)
  }
}

/** Erased for good; whoever calls this has asked. */
export async function erase(ids: Ids): Promise<void> {
  try {
    await bridge.call('selection_erase', { conversationIds: [...ids] })
    ids.forEach((id) => library.forget(id))
  } catch (thrown) {
    fail(thrown)
  }
}

export async function emptyTrash(): Promise<void> {
  try {
    const { conversations } = await bridge.call('trash_empty', {})
    toasts.show({ text: t('library.erased', { n: conversations }) })
    await library.reload()
  } catch (thrown) {
    fail(thrown)
  }
}

async function arrange(ids: Ids, change: Arrangement, show: (row: ConversationRow) => ConversationRow): Promise<boolean> {
  for (const id of ids) {
    const row = library.rowOf(id)
    if (row) library.put(show(row))
  }
  try {
    await bridge.call('selection_arrange', { conversationIds: [...ids], change })
    return true
  } catch (thrown) {
    fail(thrown)
    return false
  }
}

export function pin(ids: Ids, pinned: boolean): void {
  void arrange(ids, { pinned }, (row) => ({ ...row, pinned }))
}

export function archive(ids: Ids, archived: boolean): void {
  const put = (away: boolean): Promise<boolean> => arrange(ids, { archived: away }, (row) => ({ ...row, archived: away }))
  const back = async (): Promise<void> => {
    // A row that left the list is not there to be put back: the program says how it is.
    if (await put(!archived)) await library.reload()
  }
  void put(archived).then((well) => {
    const text = archived ? t('library.archived', { n: ids.length }) : t('library.unarchived', { n: ids.length })
    if (well) toasts.show({ text, action: undo(() => void back()) })
  })
}

const into = (folder: string | null): Arrangement => (folder === null ? { noFolder: true } : { folderId: folder })

async function fileBack(before: ReadonlyMap<string, string | null>): Promise<void> {
  for (const [id, folder] of before) await arrange([id], into(folder), (row) => ({ ...row, folderId: folder }))
  await library.reload()
}

/** Into a folder; `null` takes them out of theirs. */
export function file(ids: Ids, folderId: string | null): void {
  const before = new Map(ids.map((id) => [id, library.rowOf(id)?.folderId ?? null]))
  void arrange(ids, into(folderId), (row) => ({ ...row, folderId })).then((well) => {
    if (!well) return
    const text = folderId === null ? t('library.unfiled', { n: ids.length }) : t('library.filed', { n: ids.length, folder: pathOf(library.folders, folderId) })
    toasts.show({ text, action: undo(() => void fileBack(before)) })
  })
}

export function tag(ids: Ids, tagId: string, has: boolean): void {
  const change = has ? { addTagId: tagId } : { removeTagId: tagId }
  void arrange(ids, change, (row) => ({ ...row, tagIds: has ? [...new Set([...row.tagIds, tagId])] : row.tagIds.filter((id) => id !== tagId) }))
}

export async function makeFolder(name: string, parentId: string | null): Promise<string | null> {
  try {
    const folder = await bridge.call('folder_make', { name, ...(parentId === null ? {} : { parentId }) })
    if (!library.folders.some(({ id }) => id === folder.id)) library.folders = [...library.folders, folder]
    return folder.id
  } catch (thrown) {
    fail(thrown)
    return null
  }
}

export async function renameFolder(id: string, name: string): Promise<void> {
  if (name.trim() === '') return
  library.folders = library.folders.map((folder) => (folder.id === id ? { ...folder, name: name.trim() } : folder))
  await bridge.call('folder_rename', { folderId: id, name }).catch(fail)
}

export async function moveFolder(id: string, parentId: string | null, place = Number.MAX_SAFE_INTEGER): Promise<void> {
  const last = 2 ** 31
  await bridge.call('folder_move', { folderId: id, place: Math.min(place, last), ...(parentId === null ? {} : { parentId }) }).catch(fail)
}

/** One step up or down among its siblings. */
export function nudgeFolder(id: string, step: 1 | -1): void {
  const folder = library.folders.find((candidate) => candidate.id === id)
  if (!folder) return
  const siblings = library.folders.filter(({ parentId }) => parentId === folder.parentId)
  const place = siblings.indexOf(folder) + step
  if (place >= 0 && place < siblings.length) void moveFolder(id, folder.parentId, place)
}

export async function deleteFolder(id: string): Promise<void> {
  const folder = library.folders.find((candidate) => candidate.id === id)
  if (library.shelf.kind === 'folder' && library.shelf.folderId === id) library.show({ kind: 'library' })
  try {
    await bridge.call('folder_delete', { folderId: id })
    toasts.show({ text: t('library.folderDeleted', { name: folder?.name ?? '' }) })
  } catch (thrown) {
    fail(thrown)
  }
}

export async function makeTag(name: string): Promise<string | null> {
  try {
    const made = await bridge.call('tag_make', { name })
    if (!library.tags.some(({ id }) => id === made.id)) library.tags = [...library.tags, made]
    return made.id
  } catch (thrown) {
    fail(thrown)
    return null
  }
}

export async function renameTag(id: string, name: string): Promise<void> {
  if (name.trim() === '') return
  await bridge.call('tag_rename', { tagId: id, name }).catch(fail)
}

export async function deleteTag(id: string): Promise<void> {
  if (library.shelf.kind === 'tag' && library.shelf.tagId === id) library.show({ kind: 'library' })
  await bridge.call('tag_delete', { tagId: id }).catch(fail)
}

/** What a deed begun at `id` is done with: all that is chosen when it is one of them, else it alone. */
export function aimedAt(id: string): Ids {
  return selection.has(id) ? selection.list : [id]
}
