// Folders as a tree, and which row stands on which shelf: pure.
import type { ConversationRow, FolderRow, Shelf } from '../../bridge'

/** A folder with its depth in the tree. */
export interface Branch {
  readonly folder: FolderRow
  readonly depth: number
  readonly children: boolean
}

/**
 * The folders in reading order. Folders in a closed one are left out; one whose parent is not there stands at the top.
 * A circle, which no history of ours has, is left out.
 */
export function branchesOf(folders: readonly FolderRow[], closed: ReadonlySet<string>, root: string | null = null): readonly Branch[] {
  const known = new Set(folders.map((folder) => folder.id))
  const inside = new Map<string | null, FolderRow[]>()
  for (const folder of folders) {
    const parent = folder.parentId !== null && known.has(folder.parentId) ? folder.parentId : null
    inside.set(parent, [...(inside.get(parent) ?? []), folder])
  }
  const branches: Branch[] = []
  const grow = (parent: string | null, depth: number): void => {
    for (const folder of inside.get(parent) ?? []) {
      const children = inside.has(folder.id)
      branches.push({ folder, depth, children })
      if (children && !closed.has(folder.id) && depth < DEPTH_MAX) grow(folder.id, depth + 1)
    }
  }
  grow(root, 0)
  return branches
}

/** Deeper folders exist for the program, not for the eye. */
const DEPTH_MAX = 12

/** A folder's names from the top, for lists without indentation. */
export function pathOf(folders: readonly FolderRow[], id: string): string {
  const names: string[] = []
  let at: FolderRow | undefined = folders.find((folder) => folder.id === id)
  while (at && names.length <= DEPTH_MAX) {
    names.unshift(at.name)
    const { parentId } = at
    at = parentId === null ? undefined : folders.find((folder) => folder.id === parentId)
  }
  return names.join(' / ')
}

/** Whether `id` is `ancestor` or lies in it: such a move is refused. */
export function liesIn(folders: readonly FolderRow[], id: string, ancestor: string): boolean {
  let at: string | null = id
  for (let steps = 0; at !== null && steps <= folders.length; steps += 1) {
    if (at === ancestor) return true
    at = folders.find((folder) => folder.id === at)?.parentId ?? null
  }
  return false
}

/** Whether a row stands on a shelf; the same rule as the program's, for rows that come live. */
export function standsOn(row: ConversationRow, shelf: Shelf): boolean {
  if (shelf.kind === 'trash') return row.deletedAtMs !== null
  if (row.deletedAtMs !== null) return false
  if (shelf.kind === 'archive') return row.archived
  if (row.archived) return false
  if (shelf.kind === 'pinned') return row.pinned
  if (shelf.kind === 'folder') return row.folderId === shelf.folderId
  if (shelf.kind === 'tag') return row.tagIds.includes(shelf.tagId)
  return true
}

export function sameShelf(one: Shelf, other: Shelf): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
