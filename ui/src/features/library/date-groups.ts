// Where a conversation stands in time, by the calendar of this computer.

export type DateGroup =
  | { readonly kind: 'today' | 'yesterday' | 'week' | 'month' }
  | { readonly kind: 'monthOf'; readonly firstDayMs: number }

/** Days as people count them: since midnight, whatever the clock change did to the hours. */
function daysBefore(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime()
}

/** The group of a moment, seen from `nowMs`. Moments of tomorrow (a clock set back) count as today. */
export function dateGroup(ms: number, nowMs: number): DateGroup {
  const now = new Date(nowMs)
  if (ms >= daysBefore(now, 0)) return { kind: 'today' }
  if (ms >= daysBefore(now, 1)) return { kind: 'yesterday' }
  if (ms >= daysBefore(now, 7)) return { kind: 'week' }
  if (ms >= daysBefore(now, 30)) return { kind: 'month' }
  const moment = new Date(ms)
  return { kind: 'monthOf', firstDayMs: new Date(moment.getFullYear(), moment.getMonth(), 1).getTime() }
}

/** Stable name of a group: rows with the same one stand together. */
export function groupKey(group: DateGroup): string {
  return group.kind === 'monthOf' ? `monthOf ${group.firstDayMs}` : group.kind
}
