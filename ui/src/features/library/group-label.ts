// Headings of the list in words.
import { formatDate, t } from '../../lib/i18n/index.svelte'
import type { Heading } from './lines'

export function groupLabel(group: Heading, nowMs: number): string {
  switch (group.kind) {
    case 'folders':
      return t('library.folders')
    case 'tags':
      return t('library.tags')
    case 'pinned':
      return t('library.pinned')
    case 'today':
      return t('library.today')
    case 'yesterday':
      return t('library.yesterday')
    case 'week':
      return t('library.week')
    case 'month':
      return t('library.month')
    case 'monthOf': {
      const sameYear = new Date(group.firstDayMs).getFullYear() === new Date(nowMs).getFullYear()
      return formatDate(group.firstDayMs, sameYear ? { month: 'long' } : { month: 'long', year: 'numeric' })
    }
  }
}
