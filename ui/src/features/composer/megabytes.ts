// A size as the composer says it.
import { formatNumber } from '../../lib/i18n/index.svelte'

export function megabytes(bytes: number): string {
  return formatNumber(bytes / 1_048_576, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })
}
