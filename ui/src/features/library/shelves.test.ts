import { describe, expect, test } from 'vitest'
import type { ConversationRow, FolderRow } from '../../bridge'
import { branchesOf, liesIn, pathOf, standsOn } from './shelves'

const folder = (id: string, parentId: string | null = null): FolderRow => ({ id, parentId, name: id.toUpperCase() })
const folders = [folder('a'), folder('b', 'a'), folder('c', 'b'), folder('d'), folder('e', 'nowhere')]
const names = (closed: string[] = []): string[] => branchesOf(folders, new Set(closed)).map(({ folder: { id }, depth }) => `${id}${depth}`)

describe('the tree of folders', () => {
  test('is read from the top, and a folder without its parent stands there', () => {
    expect(names()).toEqual(['a0', 'b1', 'c2', 'd0', 'e0'])
  })
  test('leaves out what lies in a closed folder', () => {
    expect(names(['a'])).toEqual(['a0', 'd0', 'e0'])
  })
  test('ends where a circle closes', () => {
    expect(branchesOf([folder('x', 'y'), folder('y', 'x')], new Set())).toEqual([])
    expect(liesIn([folder('x', 'y'), folder('y', 'x')], 'x', 'z')).toBe(false)
    expect(pathOf([folder('x', 'y'), folder('y', 'x')], 'x').length).toBeLessThan(100)
  })
  test('knows what lies in what', () => {
    expect(liesIn(folders, 'c', 'a')).toBe(true)
    expect(liesIn(folders, 'a', 'a')).toBe(true)
    expect(liesIn(folders, 'a', 'c')).toBe(false)
    expect(pathOf(folders, 'c')).toBe('A / B / C')
  })
})

const row = (change: Partial<ConversationRow> = {}): ConversationRow => ({
  id: 'r',
  title: 'r',
  updatedAtMs: 0,
  running: false,
  unread: false,
  pinned: false,
  archived: false,
  folderId: null,
  tagIds: [],
  deletedAtMs: null,
  ...change,
})

describe('a row', () => {
  test('of the trash stands nowhere else', () => {
    const gone = row({ deletedAtMs: 1, pinned: true, folderId: 'a', archived: true })
    for (const shelf of [{ kind: 'library' }, { kind: 'pinned' }, { kind: 'archive' }, { kind: 'folder', folderId: 'a' }] as const) {
      expect(standsOn(gone, shelf)).toBe(false)
    }
    expect(standsOn(gone, { kind: 'trash' })).toBe(true)
  })
  test('of the archive is in no folder and no list', () => {
    expect(standsOn(row({ archived: true, folderId: 'a' }), { kind: 'folder', folderId: 'a' })).toBe(false)
    expect(standsOn(row({ archived: true }), { kind: 'library' })).toBe(false)
    expect(standsOn(row({ archived: true }), { kind: 'archive' })).toBe(true)
  })
  test('stands in its folder and with its tags', () => {
    expect(standsOn(row({ folderId: 'a' }), { kind: 'folder', folderId: 'a' })).toBe(true)
    expect(standsOn(row({ tagIds: ['x', 'y'] }), { kind: 'tag', tagId: 'y' })).toBe(true)
    expect(standsOn(row(), { kind: 'tag', tagId: 'y' })).toBe(false)
  })
})
