// The balance in words, pure: which lines are worth showing.
import type { Balance, BalanceLine } from '../../bridge'

/** Lines with something in them; all of them when there is nothing anywhere, so that a zero is said. */
export function spendable(balance: Balance): readonly BalanceLine[] {
  const filled = balance.lines.filter((line) => Number(line.total) > 0)
  return filled.length > 0 ? filled : balance.lines.slice(0, 1)
}
