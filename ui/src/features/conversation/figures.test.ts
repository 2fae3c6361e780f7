import { describe, expect, it } from 'vitest'
import { clock, length, secondsUntil, thinkingMs } from './duration'
import { firstTokenMs, hitPercent, money, tokensPerSecond } from './figures'
import { firstCut, nextCut } from './long-text'

const english = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat('en', options).format(value)

describe('clocks', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [12_000, '0:12'],
    [187_400, '3:07'],
    [3_765_000, '1:02:45'],
    [-500, '0:00'],
  ])('%i ms reads %s', (ms, words) => expect(clock(ms)).toBe(words))

  it.each([
    [0, '0.1s'],
    [840, '0.8s'],
    [9_949, '9.9s'],
    [9_960, '10s'],
    [59_600, '1m'],
    [125_000, '2m 5s'],
  ])('a length of %i ms reads %s', (ms, words) => expect(length(ms, english)).toBe(words))

  it('counts down to a moment and not below', () => {
    expect(secondsUntil(10_000, 7_100)).toBe(3)
    expect(secondsUntil(10_000, 12_000)).toBe(0)
  })

  it('takes thinking from its first word to the answer, or to the end without one', () => {
    expect(thinkingMs({ firstReasoningMs: 500, firstContentMs: 12_500, endMs: 20_000 })).toBe(12_000)
    expect(thinkingMs({ firstReasoningMs: 500, firstContentMs: null, endMs: 4_500 })).toBe(4_000)
    expect(thinkingMs({ firstReasoningMs: null, firstContentMs: 100, endMs: 200 })).toBeNull()
  })
})

describe('figures of an answer', () => {
  const timings = { firstByteMs: 90, firstReasoningMs: 500, firstContentMs: 1500, endMs: 2500 }
  const counted = { prompt: 10, completion: 100, cacheHit: 0, cacheMiss: 10, reasoning: 50 }

  it('count the first token of the thinking or the answer, whichever came first', () => {
    expect(firstTokenMs(timings)).toBe(500)
    expect(firstTokenMs({ ...timings, firstReasoningMs: null })).toBe(1500)
    expect(firstTokenMs({ ...timings, firstReasoningMs: null, firstContentMs: null })).toBeNull()
  })

  it('say the speed from the first token to the end, and nothing where that says nothing', () => {
    expect(tokensPerSecond({ tokens: counted, timings })).toBe(50)
    expect(tokensPerSecond({ tokens: counted, timings: { ...timings, endMs: 550 } })).toBeNull()
    expect(tokensPerSecond({ tokens: null, timings })).toBeNull()
  })

  it('say the share of the cache in whole percent, never more than there was', () => {
    const tokens = { prompt: 300, completion: 1, cacheHit: 299, cacheMiss: 1, reasoning: 0 }
    expect(hitPercent(tokens)).toBe(99)
    expect(hitPercent({ ...tokens, cacheHit: 0, cacheMiss: 0 })).toBeNull()
  })

  it.each([
    [0, '$0.00'],
    [12, '$0.000012'],
    [1_234, '$0.0012'],
    [2_500_000, '$2.50'],
  ])('%i millionths read %s', (microAmount, words) => expect(money({ currency: 'USD', microAmount }, english)).toBe(words))
})

/** Half of a character. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])/

function lines(count: number): string {
  return Array.from({ length: count }, (_, line) => `line ${line}`).join('\n')
}

describe('a long message', () => {
  it('of 31 lines is cut after the thirtieth, one of 30 is not', () => {
    expect(firstCut(lines(30))).toBe(lines(30).length)
    expect(lines(31).slice(0, firstCut(lines(31)))).toBe(lines(30))
  })

  it('is never cut within a character', () => {
    const text = `a${'😀'.repeat(5_000)}`
    const cut = firstCut(text)
    expect(cut).toBeLessThan(text.length)
    expect(text.slice(0, cut)).not.toMatch(LONE)
    expect(text.slice(0, nextCut(`b${text.repeat(20)}`, cut))).not.toMatch(LONE)
  })
})
