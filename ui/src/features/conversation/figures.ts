// Figures at the foot of an answer. How a number is written is the language's business: it comes in as `format`.
import type { AnswerCost, Timings, Tokens } from '../../bridge'

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

/** Until the first token, of the thinking or the answer. */
export function firstTokenMs({ firstReasoningMs, firstContentMs }: Timings): number | null {
  if (firstReasoningMs === null || firstContentMs === null) return firstReasoningMs ?? firstContentMs
  return Math.min(firstReasoningMs, firstContentMs)
}

/** Tokens a second, thinking included, from the first one to the end; nothing where that is too short to say. */
export function tokensPerSecond({ tokens, timings }: { tokens: Tokens | null; timings: Timings }): number | null {
  const first = firstTokenMs(timings)
  if (tokens === null || first === null || timings.endMs === null) return null
  const ms = timings.endMs - first
  return ms < 100 || tokens.completion < 2 ? null : tokens.completion / (ms / 1000)
}
