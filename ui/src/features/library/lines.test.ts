import { describe, expect, test } from 'vitest'
import type { ConversationRow } from '../../bridge'
import { HEADING_PX, holdPlace, inSight, layOut, reveal, ROW_PX } from './lines'

const DAY = 86_400_000
const now = new Date(2026, 10, 22, 12).getTime()
const rows = Array.from({ length: 5000 }, (_, index): ConversationRow => ({
  id: `r${index}`,
  title: `row ${index}`,
  updatedAtMs: now - index * (DAY / 8),
  running: false,
  unread: false,
  pinned: false,
  archived: false,
  folderId: null,
  tagIds: [],
  deletedAtMs: null,
}))

/** The list after one conversation came to its head. */
function jump(from: number): ReturnType<typeof layOut> {
  const row = rows[from]
  return layOut(row === undefined ? rows : [{ ...row, updatedAtMs: now }, ...rows.filter((other) => other !== row)], now)
}

describe('the sheet of the list', () => {
  const sheet = layOut(rows, now)
  const placeOf = (row: number): number => sheet.stops[row] ?? -1

  test('is as high as its rows and headings', () => {
    const headings = sheet.lines.filter((line) => line.kind === 'heading').length
    expect(headings).toBeGreaterThan(4)
    expect(sheet.height).toBe(rows.length * ROW_PX + headings * HEADING_PX)
  })

  test('mounts what is in sight, not thousands of rows', () => {
    const lines = inSight(sheet, 40_000, 700, null)
    expect(lines.length).toBeLessThan(60)
    expect(lines.some((line) => line.top <= 40_000)).toBe(true)
    expect(lines.some((line) => line.top >= 40_700)).toBe(true)
  })

  test('keeps the row with the focus mounted, wherever it is', () => {
    const lines = inSight(sheet, 40_000, 700, placeOf(3))
    expect(lines.filter((line) => line.kind === 'row' && line.index === 3)).toHaveLength(1)
  })

  test('scrolls no further than needed to show a row', () => {
    const top = sheet.lines[placeOf(100)]?.top ?? 0
    expect(reveal(sheet, placeOf(100), top - 100, 700)).toBe(top - 100)
    expect(reveal(sheet, placeOf(100), top + 50, 700)).toBeLessThanOrEqual(top)
    expect(reveal(sheet, placeOf(100), 0, 700)).toBe(top + ROW_PX + 4 - 700)
    expect(reveal(sheet, placeOf(0), 500, 700)).toBe(0)
  })

  test('stays where it is when a conversation jumps to the head', () => {
    const at = sheet.lines[placeOf(100)]?.top ?? 0
    expect(holdPlace(sheet, jump(300), at)).toBe(at + ROW_PX)
    expect(holdPlace(sheet, jump(102), at), 'even if it was in sight').toBe(at)
    expect(holdPlace(sheet, jump(50), at), 'it came from above').toBe(at)
    expect(holdPlace(sheet, jump(300), 0), 'at the head it shows').toBe(0)
  })

  test('has no keys twice', () => {
    expect(new Set(sheet.lines.map((line) => line.key)).size).toBe(sheet.lines.length)
  })
})

test('an empty list has an empty sheet', () => {
  expect(layOut([], now)).toEqual({ lines: [], height: 0, stops: [], rows: [] })
  expect(inSight(layOut([], now), 0, 700, null)).toEqual([])
})

test('folders, tags and what is pinned stand above the rest, and nothing stands twice', () => {
  const [first, second] = rows
  if (!first || !second) throw new Error('there are rows')
  const folder = { folder: { id: 'f', parentId: null, name: 'F' }, depth: 0, children: false }
  const sheet = layOut([first, second], now, { folders: [folder], tags: [{ id: 't', name: 'T', conversations: 1 }], pinned: [second] })
  expect(sheet.lines.map((line) => line.kind)).toEqual(['heading', 'folder', 'heading', 'tag', 'heading', 'row', 'heading', 'row'])
  expect(sheet.rows.map((row) => row.id)).toEqual(['r1', 'r0'])
})
