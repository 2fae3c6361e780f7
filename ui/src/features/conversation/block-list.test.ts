import { describe, expect, it } from 'vitest'
import type { Block, Op } from '../../bridge'
import { BlockList } from './block-list.svelte'
import { applyOp, shareParts } from './patch'

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % sides
  }
}

function paragraph(text: string): Block {
  return { type: 'paragraph', inlines: [{ type: 'text', text }] }
}

function heading(level: number): Block {
  return { type: 'heading', level, inlines: [] }
}

function item(text: string): { task: null; blocks: Block[] } {
  return { task: null, blocks: [paragraph(text)] }
}

function anyBlock(roll: (sides: number) => number): Block {
  const word = `w${roll(5)}`
  switch (roll(4)) {
    case 0:
      return { type: 'code', language: 'rust', text: word, closed: roll(2) === 0 }
    case 1:
      return { type: 'heading', level: 2, inlines: [{ type: 'strong', children: [{ type: 'text', text: word }] }] }
    case 2:
      return { type: 'list', ordered: false, start: 0, tight: true, items: [{ task: null, blocks: [paragraph(word)] }] }
    default:
      return paragraph(word)
  }
}

function anyOp(roll: (sides: number) => number, length: number): Op {
  switch (roll(6)) {
    case 0:
      // One in several is a gap on purpose.
      return { type: 'truncate', len: roll(length + 2) }
    case 1:
    case 2:
      return { type: 'appendText', index: roll(length + 1), text: `+${roll(9)}` }
    default:
      return { type: 'put', index: roll(length + 2), block: anyBlock(roll) }
  }
}

describe('the list of blocks', () => {
  it('ends like the plain model after any sequence of changes, and refuses the same changes', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed)
      const list = new BlockList()
      const model: Block[] = []
      for (let step = 0; step < 40; step += 1) {
        const op = anyOp(roll, model.length)
        const fits = applyOp(model, op)
        expect(list.apply([op]), `seed ${seed}, step ${step}`).toBe(fits)
        expect(list.plain(), `seed ${seed}, step ${step}`).toEqual(model)
      }
    }
  })

  it('applies a patch of several changes like the same changes one by one', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const roll = dice(seed)
      const list = new BlockList()
      const model: Block[] = []
      for (let step = 0; step < 15; step += 1) {
        const ops: Op[] = []
        while (ops.length < 4) {
          const op = anyOp(roll, model.length)
          if (applyOp(model, op)) ops.push(op)
        }
        expect(list.apply(ops)).toBe(true)
        expect(list.plain()).toEqual(model)
      }
    }
  })

  it('leaves the cells of other blocks alone when one is put', () => {
    const list = new BlockList([paragraph('a'), paragraph('b'), paragraph('c')])
    const cells = list.cells
    const blocks = cells.map((cell) => cell.block)
    list.apply([{ type: 'put', index: 1, block: paragraph('changed') }])
    expect(list.cells).toBe(cells)
    expect(cells[0]?.block).toBe(blocks[0])
    expect(cells[1]?.block).toEqual(paragraph('changed'))
    expect(cells[2]?.block).toBe(blocks[2])
  })

  it('gives a block of another kind a new identity, so that its component is mounted anew', () => {
    const list = new BlockList([paragraph('| a |')])
    const key = list.cells[0]?.key
    list.apply([{ type: 'put', index: 0, block: { type: 'rule' } }])
    expect(list.cells[0]?.key).not.toBe(key)
  })

  it('touches nothing when it settles on what it shows already', () => {
    const list = new BlockList([paragraph('a'), paragraph('b')])
    const cells = list.cells
    const blocks = cells.map((cell) => cell.block)
    list.settle([paragraph('a'), paragraph('b')])
    expect(list.cells).toBe(cells)
    expect(list.cells.map((cell) => cell.block)).toEqual(blocks)
    expect(list.cells[0]?.block).toBe(blocks[0])
  })

  it('settles on any other list', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed)
      const from = Array.from({ length: roll(6) }, () => anyBlock(roll))
      const to = Array.from({ length: roll(6) }, () => anyBlock(roll))
      const list = new BlockList(from)
      list.settle(to)
      expect(list.plain(), `seed ${seed}`).toEqual(to)
    }
  })
})

const aList = (): Block => ({
  type: 'list',
  ordered: false,
  start: 0,
  tight: true,
  items: [item('a'), item('b'), { task: null, blocks: [{ type: 'code', language: null, text: 'x🙂', closed: false }] }]
})
const table = (): Block => ({
  type: 'table',
  align: ['none'],
  head: [{ inlines: [] }],
  rows: [[{ inlines: [{ type: 'text', text: 'a' }] }]]
})

describe('changes within a block', () => {
  it('leads to the new block and keeps what did not change', () => {
    const before = aList()
    const cells = new BlockList([paragraph('p'), before])
    const ops: Op[] = [
      { type: 'splice', path: [1], from: 3, parts: { of: 'items', list: [item('d')] } },
      { type: 'text', path: [1, 1, 0, 0], keep: 1, text: 'c' },
      { type: 'text', path: [1, 2, 0], keep: 3, text: 'y' },
      { type: 'mark', path: [1, 2, 0], flag: 'closed', on: true },
      { type: 'mark', path: [1], flag: 'tight', on: false }
    ]
    const model: Block[] = [paragraph('p'), aList()]
    for (const op of ops) expect(applyOp(model, op), JSON.stringify(op)).toBe(true)
    expect(cells.apply(ops)).toBe(true)
    expect(cells.plain()).toEqual(model)
    expect(cells.plain()[1]).toEqual({
      type: 'list',
      ordered: false,
      start: 0,
      tight: false,
      items: [
        item('a'),
        item('bc'),
        { task: null, blocks: [{ type: 'code', language: null, text: 'x🙂y', closed: true }] },
        item('d')
      ]
    })
    const after = cells.plain()[1]
    expect(after?.type === 'list' && before.type === 'list' && after.items[0] === before.items[0]).toBe(true)
  })

  it('reaches rows, cells and what is in them', () => {
    const cells = new BlockList([table()])
    const fits = cells.apply([
      { type: 'splice', path: [0], from: 1, parts: { of: 'rows', list: [[]] } },
      { type: 'splice', path: [0, 1], from: 0, parts: { of: 'cells', list: [{ inlines: [] }] } },
      { type: 'splice', path: [0, 1, 0], from: 0, parts: { of: 'inlines', list: [{ type: 'strong', children: [] }] } },
      { type: 'splice', path: [0, 1, 0, 0], from: 0, parts: { of: 'inlines', list: [{ type: 'text', text: 'b' }] } },
      { type: 'text', path: [0, 0, 0, 0], keep: 0, text: 'c' }
    ])
    expect(fits).toBe(true)
    expect(cells.plain()[0]).toMatchObject({
      rows: [
        [{ inlines: [{ type: 'text', text: 'c' }] }],
        [{ inlines: [{ type: 'strong', children: [{ type: 'text', text: 'b' }] }] }]
      ]
    })
  })

  it('is refused where it does not fit, and then nothing has changed', () => {
    for (const op of [
      { type: 'splice', path: [], from: 0, parts: { of: 'blocks', list: [] } },
      { type: 'splice', path: [0], from: 4, parts: { of: 'items', list: [] } },
      { type: 'splice', path: [0], from: 0, parts: { of: 'rows', list: [] } },
      { type: 'splice', path: [0, 9], from: 0, parts: { of: 'blocks', list: [] } },
      { type: 'text', path: [0], keep: 0, text: 'a' },
      { type: 'text', path: [0, 0, 0, 0], keep: 2, text: 'a' },
      { type: 'mark', path: [0], flag: 'closed', on: true }
    ] as Op[]) {
      const cells = new BlockList([aList()])
      expect(cells.apply([op]), JSON.stringify(op)).toBe(false)
      expect(cells.plain()).toEqual([aList()])
    }
  })
})

describe('the outline', () => {
  it('has no holes, whatever levels were written', () => {
    const list = new BlockList([heading(3), paragraph('a'), heading(2), heading(5), heading(1), heading(6)])
    expect(list.cells.map((cell) => cell.depth)).toEqual([1, 1, 2, 3, 1, 2])
    list.apply([{ type: 'put', index: 6, block: heading(1) }, { type: 'put', index: 6, block: heading(3) }])
    expect(list.cells[6]?.depth).toBe(3)
  })
})

describe('sharing of parts', () => {
  it('gives the new value, whatever the old one was', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed)
      const old = anyBlock(roll)
      const next = anyBlock(roll)
      expect(shareParts(old, next)).toEqual(next)
    }
  })

  it('keeps the identity of items that did not change', () => {
    const old = [item('a'), item('b')]
    const shared = shareParts(old, [item('a'), item('b, longer'), item('c')])
    expect(shared[0]).toBe(old[0])
    expect(shared[1]).not.toBe(old[1])
    expect(shared).toHaveLength(3)
  })
})
