// Headings of the list in words.
import { formatDate, t } from '../../lib/i18n/index.svelte'
import type { DateGroup } from './date-groups'

export function groupLabel(group: DateGroup, nowMs: number): string {
  if (group.kind === 'today') return t('library.today')
  if (group.kind === 'yesterday') return t('library.yesterday')
  if (group.kind === 'week') return t('library.week')
  if (group.kind === 'month') return t('library.month')
  const sameYear = new Date(group.firstDayMs).getFullYear() === new Date(nowMs).getFullYear()
  return formatDate(group.firstDayMs, sameYear ? { month: 'long' } : { month: 'long', year: 'numeric' })
}
