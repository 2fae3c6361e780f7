import { describe, expect, it } from 'vitest'
import type { TreeNode } from '../../bridge'
import { lineAt, linesOf } from './tree-lines'

function node(id: string, parentId: string | null, shown = false): TreeNode {
  const role = id.startsWith('q') ? 'user' : 'assistant'
  return { id, parentId, role, status: 'done', beginning: id, tokens: null, cost: null, bookmarked: false, shown }
}

const drawn = (nodes: TreeNode[]): string[] => linesOf(nodes).map(({ node: { id }, lane }) => `${'.'.repeat(lane)}${id}`)

describe('the tree as lines', () => {
  it('keeps the shown path in the first lane, with what branches off before it', () => {
    const nodes = [node('q1', null, true), node('a1', 'q1'), node('a2', 'q1', true), node('q2', 'a1'), node('a3', 'q2'), node('q3', 'a2', true)]
    expect(drawn(nodes)).toEqual(['q1', '.a1', '.q2', '.a3', 'a2', 'q3'])
  })

  it('takes the newest where nothing is shown', () => {
    expect(drawn([node('q1', null), node('q2', null), node('a1', 'q1'), node('a2', 'q1')])).toEqual(['.q1', '..a1', '.a2', 'q2'])
  })

  it('says where lanes begin and end', () => {
    const lines = linesOf([node('q1', null, true), node('a1', 'q1'), node('a2', 'q1', true)])
    expect(lines.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ])
  })

  it('shows what lost its parent, and ends where parents go in a circle', () => {
    expect(drawn([node('q1', 'gone'), node('a1', 'q1')])).toEqual(['q1', 'a1'])
    expect(linesOf([node('a', 'b'), node('b', 'a')])).toEqual([])
  })

  it('lays twenty thousand messages out one below another, and finds them by height', () => {
    const nodes = Array.from({ length: 20_000 }, (_, n) => node(`${n % 2 === 0 ? 'q' : 'a'}${n}`, n === 0 ? null : `${n % 2 === 0 ? 'a' : 'q'}${n - 1}`, true))
    const lines = linesOf(nodes)
    expect(lines).toHaveLength(20_000)
    for (const index of [0, 1, 777, 19_999]) {
      const line = lines[index]
      expect(line && [lineAt(lines, line.top), lineAt(lines, line.top + line.height - 1)]).toEqual([index, index])
    }
    expect(lineAt(lines, 1e9)).toBe(19_999)
  })
})
