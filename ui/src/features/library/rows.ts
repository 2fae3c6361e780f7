// The loaded rows of the library as a plain list, newest first, and how events change it.
import type { ConversationRow } from '../../bridge'

export interface RowList {
  readonly rows: readonly ConversationRow[]
  /** Older rows exist that are not loaded: a row below the last one is not known to be next. */
  readonly more: boolean
  /** Title filter of this list, as typed. */
  readonly filter: string
}

/** Whether a title passes the filter; the same rule as the program's, for rows that come live. */
export function passes(title: string, filter: string): boolean {
  const wanted = filter.trim().toLowerCase()
  return wanted === '' || title.toLowerCase().includes(wanted)
}

function isAbove(one: ConversationRow, other: ConversationRow): boolean {
  if (one.updatedAtMs !== other.updatedAtMs) return one.updatedAtMs > other.updatedAtMs
  return one.id > other.id
}

/** Puts a row where it belongs, replacing its older self. */
export function putRow(list: RowList, row: ConversationRow): readonly ConversationRow[] {
  const known = list.rows.findIndex((candidate) => candidate.id === row.id)
  if (!passes(row.title, list.filter)) return known === -1 ? list.rows : removeRow(list.rows, row.id)
  const old = list.rows[known]
  if (old && old.updatedAtMs === row.updatedAtMs) return list.rows.with(known, row)
  const rest = known === -1 ? list.rows : list.rows.toSpliced(known, 1)
  const place = rest.findIndex((candidate) => isAbove(row, candidate))
  if (place !== -1) return rest.toSpliced(place, 0, row)
  // Below everything that is loaded: its page will bring it.
  return list.more ? rest : [...rest, row]
}

export function removeRow(rows: readonly ConversationRow[], id: string): readonly ConversationRow[] {
  return rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows
}

/** Adds a page under the loaded rows; rows that moved up meanwhile are not doubled. */
export function addPage(rows: readonly ConversationRow[], page: readonly ConversationRow[]): readonly ConversationRow[] {
  const known = new Set(rows.map((row) => row.id))
  return [...rows, ...page.filter((row) => !known.has(row.id))]
}
