// The list as lines of known height, so that only those in sight are mounted.
import type { ConversationRow } from '../../bridge'
import { type DateGroup, dateGroup, groupKey } from './date-groups'

export const ROW_PX = 32
export const HEADING_PX = 34
/** Lines kept above and below the sight, so that a fast wheel meets no hole. */
const MARGIN_PX = 320

export type Line =
  | { readonly kind: 'heading'; readonly key: string; readonly top: number; readonly group: DateGroup }
  | { readonly kind: 'row'; readonly key: string; readonly top: number; readonly row: ConversationRow; readonly index: number }

export interface Sheet {
  readonly lines: readonly Line[]
  readonly height: number
  /** Line of each row, by the row's index. */
  readonly lineOfRow: readonly number[]
}

/** Sets rows under headings. A heading shows once even if the clock was changed in between. */
export function layOut(rows: readonly ConversationRow[], nowMs: number): Sheet {
  const lines: Line[] = []
  const lineOfRow: number[] = []
  let top = 0
  let last = ''
  rows.forEach((row, index) => {
    const group = dateGroup(row.updatedAtMs, nowMs)
    const key = groupKey(group)
    if (key !== last) {
      lines.push({ kind: 'heading', key: `${key} ${index}`, top, group })
      top += HEADING_PX
      last = key
    }
    lineOfRow.push(lines.length)
    lines.push({ kind: 'row', key: row.id, top, row, index })
    top += ROW_PX
  })
  return { lines, height: top, lineOfRow }
}

/** The lines in sight, and the one that holds the focus wherever it is: focus must not be unmounted. */
export function inSight(sheet: Sheet, scrollTop: number, viewHeight: number, focusedRow: number | null): readonly Line[] {
  const from = firstBelow(sheet.lines, scrollTop - MARGIN_PX)
  const to = firstBelow(sheet.lines, scrollTop + viewHeight + MARGIN_PX)
  const seen = sheet.lines.slice(Math.max(0, from - 1), to)
  const focused = focusedRow === null ? undefined : sheet.lines[sheet.lineOfRow[focusedRow] ?? -1]
  return !focused || seen.includes(focused) ? seen : [...seen, focused]
}

/** How far to scroll so that a row is in sight; the same number when it already is. */
export function reveal(sheet: Sheet, rowIndex: number, scrollTop: number, viewHeight: number): number {
  const line = sheet.lines[sheet.lineOfRow[rowIndex] ?? -1]
  if (!line) return scrollTop
  const above = rowIndex === 0 ? 0 : line.top - 4
  if (above < scrollTop) return above
  return Math.max(scrollTop, line.top + ROW_PX + 4 - viewHeight)
}

/** Rows whose shift is compared: enough that one which jumped is outvoted. */
const WITNESSES = 9

/**
 * Where to scroll after the list changed, so that what was in sight stays in its place. A conversation that jumps to the
 * head moves all others by a row; most rows in sight tell by how much. At the head of the list nothing is held.
 */
export function holdPlace(before: Sheet, after: Sheet, scrollTop: number): number {
  if (scrollTop <= 0) return scrollTop
  const tops = new Map(after.lines.map((line) => [line.key, line.top]))
  const votes = new Map<number, number>()
  const from = firstBelow(before.lines, scrollTop)
  for (const line of before.lines.slice(from, from + WITNESSES)) {
    const top = line.kind === 'row' ? tops.get(line.key) : undefined
    if (top !== undefined) votes.set(top - line.top, (votes.get(top - line.top) ?? 0) + 1)
  }
  const [shift] = [...votes].sort((one, other) => other[1] - one[1])[0] ?? [0]
  return Math.max(0, scrollTop + shift)
}

function firstBelow(lines: readonly Line[], top: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.top ?? 0) < top) low = middle + 1
    else high = middle
  }
  return low
}
