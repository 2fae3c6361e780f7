import { describe, expect, test } from 'vitest'
import type { ConversationRow } from '../../bridge'
import { addPage, passes, putRow, removeRow, type RowList } from './rows'

const row = (id: string, updatedAtMs: number, title = id): ConversationRow => ({ id, title, updatedAtMs, running: false, unread: false, pinned: false, archived: false, folderId: null, tagIds: [], deletedAtMs: null })
const list = (rows: ConversationRow[], extra: Partial<RowList> = {}): RowList => ({ rows, more: false, filter: '', ...extra })
const ids = (rows: readonly ConversationRow[]): string => rows.map((one) => one.id).join('')

describe('a row that comes live', () => {
  const rows = [row('c', 30), row('b', 20), row('a', 10)]

  test('goes to the top when something was said in it', () => {
    expect(ids(putRow(list(rows), row('a', 40)))).toBe('acb')
  })
  test('stays in its place when only its title or its mark changed', () => {
    const changed = putRow(list(rows), { ...row('b', 20, 'new'), running: true })
    expect(ids(changed)).toBe('cba')
    expect(changed[1]?.title).toBe('new')
  })
  test('comes back to its place after Undo', () => {
    expect(ids(putRow(list([row('c', 30), row('a', 10)]), row('b', 20)))).toBe('cba')
  })
  test('waits for its page when it belongs below what is loaded', () => {
    expect(ids(putRow(list(rows, { more: true }), row('z', 5)))).toBe('cba')
    expect(ids(putRow(list(rows), row('z', 5)))).toBe('cbaz')
  })
  test('does not enter a filtered list that it does not pass, and leaves one that it no longer passes', () => {
    expect(ids(putRow(list(rows, { filter: 'x' }), row('n', 50)))).toBe('cba')
    expect(ids(putRow(list(rows, { filter: 'b' }), row('b', 50, 'other')))).toBe('ca')
  })
  test('stands by its id among rows of the same moment', () => {
    expect(ids(putRow(list([row('c', 20), row('a', 20)]), row('b', 20)))).toBe('cba')
  })
})

test('a page is added without doubling rows that moved up meanwhile', () => {
  expect(ids(addPage([row('b', 50), row('c', 30)], [row('b', 20), row('a', 10)]))).toBe('bca')
})

test('removing an unknown row changes nothing at all', () => {
  const rows = [row('a', 1)]
  expect(removeRow(rows, 'x')).toBe(rows)
})

test('a filter looks for its words in any case, and a blank one lets everything through', () => {
  expect(passes('Über Rust', 'RUST')).toBe(true)
  expect(passes('深海 Hadal', '深海')).toBe(true)
  expect(passes('anything', '   ')).toBe(true)
  expect(passes('anything', 'else')).toBe(false)
})
