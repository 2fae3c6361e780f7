import { describe, expect, it } from 'vitest'
import type { CodeTint } from '../../bridge'
import { Tints, type TintSource } from './tints.svelte'

function source(): { open: TintSource; told: (tint: CodeTint) => void; asked: () => number; left: () => number } {
  let asked = 0
  let left = 0
  let ontint: ((tint: CodeTint) => void) | undefined
  const open: TintSource = (tell) => {
    asked += 1
    ontint = tell
    return () => (left += 1)
  }
  return { open, told: (tint) => ontint?.(tint), asked: () => asked, left: () => left }
}

describe('the tints of a text', () => {
  it('are asked for when someone looks, once', () => {
    const from = source()
    const tints = new Tints(from.open)
    expect(from.asked()).toBe(0)
    tints.want()
    tints.want()
    expect(from.asked()).toBe(1)
    tints.close()
    expect(from.left()).toBe(1)
  })

  it('go to their block, line after line', () => {
    const from = source()
    const tints = new Tints(from.open)
    tints.want()
    from.told({ path: [3, 1, 0], from: 0, lines: [[['keyword', 1]]] })
    from.told({ path: [3, 1, 0], from: 1, lines: [[], [['number', 2]]] })
    expect(tints.of('3.1.0').lines).toHaveLength(3)
    expect(tints.of('3').lines).toHaveLength(0)
  })

  it('are void when their block is read anew', () => {
    const face = new Tints().of('0')
    face.take({ path: [0], from: 0, lines: [[], []] })
    const epoch = face.epoch
    face.take({ path: [0], from: 0, lines: [[]] })
    expect(face.lines).toHaveLength(1)
    expect(face.epoch).not.toBe(epoch)
  })
})
