// The balance in words: which lines are worth showing, and how.
import type { Balance, BalanceLine } from '../../bridge'
import { formatNumber } from '../../lib/i18n/index.svelte'

/** The whole of a line as money; as the API wrote it when that is no number. */
export function money({ total, currency }: BalanceLine): string {
  const amount = Number(total)
  if (!Number.isFinite(amount)) return `${total} ${currency}`
  return formatNumber(amount, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
}

/** Lines with something in them; all of them when there is nothing anywhere, so that a zero is said. */
export function spendable(balance: Balance): readonly BalanceLine[] {
  const filled = balance.lines.filter((line) => Number(line.total) > 0)
  return filled.length > 0 ? filled : balance.lines.slice(0, 1)
}
