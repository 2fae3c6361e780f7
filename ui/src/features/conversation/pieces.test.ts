import { describe, expect, it } from 'vitest'
import { Heights } from './heights'
import { nextSpan, piecesOf, spanOf } from './pieces'

function heights(...px: number[]): Heights {
  const made = new Heights()
  made.resize(px.length, (index) => px[index] ?? 0)
  return made
}

describe('the heights of a long run', () => {
  it('add up, also after one is measured and some are gone', () => {
    const run = heights(10, 20, 30, 40)
    expect(run.total).toBe(100)
    run.set(1, 25)
    expect([run.before(1), run.before(2), run.total]).toEqual([10, 35, 105])
    run.resize(2, () => 0)
    expect(run.total).toBe(35)
    run.resize(3, () => 7)
    expect(run.total).toBe(42)
  })

  it('keep what was measured when more come before it', () => {
    const run = heights(10, 20)
    run.set(1, 25)
    expect(run.total).toBe(35)
    run.precede(2, (index) => 100 + index)
    expect([run.count, run.before(1), run.before(2), run.of(3), run.total]).toEqual([4, 100, 201, 25, 236])
  })

  it('tell which one stands where', () => {
    const run = heights(10, 20, 30)
    expect([-5, 0, 9, 10, 29, 30, 59, 60, 900].map((px) => run.at(px))).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 2])
  })
})

describe('what of a long run is mounted', () => {
  const run = heights(...Array.from({ length: 100 }, () => 10))

  it('is what is seen and what is near', () => {
    expect(spanOf(run, 100, 199)).toEqual({ from: 10, to: 20 })
    expect(nextSpan(run, { from: 0, to: 0 }, 100, 199, 50, 100)).toEqual({ from: 5, to: 25 })
  })

  it('grows by what comes near, and lets go only of what is far', () => {
    const now = { from: 5, to: 25 }
    expect(nextSpan(run, now, 110, 209, 50, 100)).toEqual({ from: 5, to: 26 })
    expect(nextSpan(run, now, 200, 299, 50, 100)).toEqual({ from: 10, to: 35 })
    expect(nextSpan(run, now, 700, 799, 50, 100)).toEqual({ from: 65, to: 85 })
    expect(nextSpan(run, now, 105, 195, 50, 100)).toBe(now)
  })

  it('has gaps that are as high as what is not there, also round what must stay', () => {
    const pieces = piecesOf(run, { from: 40, to: 42 }, [3, 41, 99], 0, String)
    expect(pieces.map((piece) => piece.index ?? -piece.gapPx)).toEqual([-30, 3, -360, 40, 41, -570, 99])
    const whole = pieces.reduce((px, piece) => px + (piece.index === null ? piece.gapPx : 10), 0)
    expect(whole).toBe(run.total)
    expect(new Set(pieces.map((piece) => piece.key)).size).toBe(pieces.length)
  })

  it('leaves the space between two things to the list', () => {
    const spaced = heights(34, 34, 34, 34)
    expect(piecesOf(spaced, { from: 3, to: 4 }, [], 24, String)[0]).toMatchObject({ index: null, gapPx: 3 * 34 - 24 })
  })
})
