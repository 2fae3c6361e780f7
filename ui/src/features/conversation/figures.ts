// Figures at the foot of an answer. How a number is written is the language's business: it comes in as `format`.
import type { AnswerCost, Tokens } from '../../bridge'

/** Writes a number the way of the language. */
export type NumberWriter = (value: number, options?: Intl.NumberFormatOptions) => string

/** Part of the prompt that came from the cache, in whole percent; nothing when nothing is known. */
export function hitPercent(tokens: Tokens): number | null {
  const known = tokens.cacheHit + tokens.cacheMiss
  return known === 0 ? null : Math.floor((tokens.cacheHit / known) * 100)
}

/** `$0.0012`: two figures that say something, however small the sum. */
export function money(cost: AnswerCost, format: NumberWriter): string {
  const amount = cost.microAmount / 1_000_000
  const style = { style: 'currency', currency: cost.currency, currencyDisplay: 'narrowSymbol' } as const
  if (amount === 0 || amount >= 1) return format(amount, style)
  return format(amount, { ...style, minimumSignificantDigits: 2, maximumSignificantDigits: 2 })
}
