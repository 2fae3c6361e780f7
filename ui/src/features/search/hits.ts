// What is asked of the search and how its answers are put together: pure.
import type { RoleWord, Search, SearchHit } from '../../bridge'

export type Age = 'any' | 'today' | 'week' | 'month' | 'year'

/** What hits must be besides; the names of things are the window's own. */
export interface Filters {
  readonly role: RoleWord | null
  readonly age: Age
  readonly model: string | null
  readonly conversationId: string | null
  readonly folderId: string | null
  readonly tagId: string | null
  readonly hasCode: boolean
}

export const NO_FILTERS: Filters = { role: null, age: 'any', model: null, conversationId: null, folderId: null, tagId: null, hasCode: false }

/** Longest text that is sent; more than this is a paste by mistake. */
export const TEXT_MAX = 2_000

const DAYS: Readonly<Record<Exclude<Age, 'any'>, number>> = { today: 0, week: 7, month: 30, year: 365 }

/** The first moment of the days that an age means, by the calendar of this computer. */
export function sinceMs(age: Age, nowMs: number): number | null {
  if (age === 'any') return null
  const now = new Date(nowMs)
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS[age]).getTime()
}

export function isFiltered(filters: Filters): boolean {
  return (Object.keys(NO_FILTERS) as (keyof Filters)[]).some((key) => filters[key] !== NO_FILTERS[key])
}

/** The request; `null` when there is nothing to look for. */
export function requestOf(text: string, filters: Filters, limit: number, cursor: string | null, nowMs: number): Search | null {
  if (text.trim() === '' && !isFiltered(filters)) return null
  const after = sinceMs(filters.age, nowMs)
  return {
    text: text.slice(0, TEXT_MAX),
    limit,
    ...(cursor === null ? {} : { cursor }),
    ...(filters.role === null ? {} : { role: filters.role }),
    ...(filters.model === null ? {} : { model: filters.model }),
    ...(filters.conversationId === null ? {} : { conversationId: filters.conversationId }),
    ...(filters.folderId === null ? {} : { folderId: filters.folderId }),
    ...(filters.tagId === null ? {} : { tagId: filters.tagId }),
    ...(filters.hasCode ? { hasCode: true } : {}),
    ...(after === null ? {} : { afterMs: after }),
  }
}

/** A name of a hit that stays the same while pages come. */
export function keyOf(hit: SearchHit): string {
  return hit.messageId ?? `title ${hit.conversationId}`
}

/** Adds a page; what is written meanwhile may bring a hit twice. */
export function withPage(hits: readonly SearchHit[], page: readonly SearchHit[]): readonly SearchHit[] {
  const known = new Set(hits.map(keyOf))
  return [...hits, ...page.filter((hit) => !known.has(keyOf(hit)))]
}
