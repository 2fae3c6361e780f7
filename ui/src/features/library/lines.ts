// The list as lines of known height, so that only those in sight are mounted.
import type { ConversationRow, TagRow } from '../../bridge'
import { type DateGroup, dateGroup, groupKey } from './date-groups'
import type { Branch } from './shelves'

export const ROW_PX = 32
export const HEADING_PX = 34
/** Lines kept above and below the sight, so that a fast wheel meets no hole. */
const MARGIN_PX = 320

export type Heading = DateGroup | { readonly kind: 'folders' | 'tags' | 'pinned' }

export type Line =
  | { readonly kind: 'heading'; readonly key: string; readonly top: number; readonly group: Heading }
  | { readonly kind: 'folder'; readonly key: string; readonly top: number; readonly branch: Branch }
  | { readonly kind: 'tag'; readonly key: string; readonly top: number; readonly tag: TagRow }
  | { readonly kind: 'row'; readonly key: string; readonly top: number; readonly row: ConversationRow; readonly index: number }

/** What stands above the rows by date. */
export interface Head {
  readonly folders: readonly Branch[]
  readonly tags: readonly TagRow[]
  readonly pinned: readonly ConversationRow[]
}

export const NO_HEAD: Head = { folders: [], tags: [], pinned: [] }

export interface Sheet {
  readonly lines: readonly Line[]
  readonly height: number
  /** Places of the lines that the keys go to, in order: all but headings. */
  readonly stops: readonly number[]
  /** The conversations in their order, those that are pinned first. */
  readonly rows: readonly ConversationRow[]
}

/** Sets rows under headings. A heading shows once even if the clock was changed in between. */
export function layOut(rows: readonly ConversationRow[], nowMs: number, head: Head = NO_HEAD): Sheet {
  const lines: Line[] = []
  const stops: number[] = []
  const shown: ConversationRow[] = []
  let top = 0
  const heading = (key: string, group: Heading): void => {
    lines.push({ kind: 'heading', key, top, group })
    top += HEADING_PX
  }
  const stop = (line: Line): void => {
    stops.push(lines.length)
    lines.push(line)
    top += ROW_PX
  }
  const put = (row: ConversationRow): void => {
    stop({ kind: 'row', key: row.id, top, row, index: shown.length })
    shown.push(row)
  }
  if (head.folders.length > 0) heading('folders', { kind: 'folders' })
  for (const branch of head.folders) stop({ kind: 'folder', key: `folder ${branch.folder.id}`, top, branch })
  if (head.tags.length > 0) heading('tags', { kind: 'tags' })
  for (const tag of head.tags) stop({ kind: 'tag', key: `tag ${tag.id}`, top, tag })
  if (head.pinned.length > 0) heading('pinned', { kind: 'pinned' })
  for (const row of head.pinned) put(row)
  const above = new Set(head.pinned.map((row) => row.id))
  let last = ''
  for (const row of rows) {
    if (above.has(row.id)) continue
    const group = dateGroup(row.deletedAtMs ?? row.updatedAtMs, nowMs)
    const key = groupKey(group)
    if (key !== last) {
      heading(`${key} ${shown.length}`, group)
      last = key
    }
    put(row)
  }
  return { lines, height: top, stops, rows: shown }
}

/** The lines in sight, and the one that holds the focus wherever it is: focus must not be unmounted. */
export function inSight(sheet: Sheet, scrollTop: number, viewHeight: number, focused: number | null): readonly Line[] {
  const from = Math.max(0, firstBelow(sheet.lines, scrollTop - MARGIN_PX) - 1)
  const to = firstBelow(sheet.lines, scrollTop + viewHeight + MARGIN_PX)
  const seen = sheet.lines.slice(from, to)
  const line = focused === null ? undefined : sheet.lines[focused]
  return line && (focused === null || focused < from || focused >= to) ? [...seen, line] : seen
}

/** How far to scroll so that a line is in sight; the same number when it already is. */
export function reveal(sheet: Sheet, place: number, scrollTop: number, viewHeight: number): number {
  const line = sheet.lines[place]
  if (!line) return scrollTop
  const above = place === sheet.stops[0] ? 0 : line.top - 4
  if (above < scrollTop) return above
  return Math.max(scrollTop, line.top + ROW_PX + 4 - viewHeight)
}

/** Lines whose shift is compared: enough that one which jumped is outvoted. */
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
