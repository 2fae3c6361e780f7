// The tree of a conversation laid out as lines: the path that is shown keeps the first lane, what branches off it stands
// before it, one lane further in.
import type { TreeNode } from '../../bridge'

export interface TreeLine {
  readonly node: TreeNode
  /** How far in it stands. */
  readonly lane: number
  /** The lane of its root: nothing stands further out. */
  readonly base: number
  /** It begins its lane: a stroke leads to it from the lane before. */
  readonly first: boolean
  /** Its lane ends with it. */
  readonly last: boolean
  /** From the top of the list, in pixels. */
  readonly top: number
  readonly height: number
}

/** Beyond this many lanes nothing is moved further in. */
export const LANES_MAX = 7

const QUESTION_PX = 34
const ANSWER_PX = 46

/** Every message is on one line; those whose parents go in a circle belong nowhere. */
export function linesOf(nodes: readonly TreeNode[]): TreeLine[] {
  const known = new Set(nodes.map(({ id }) => id))
  const children = new Map<string | null, TreeNode[]>()
  for (const node of nodes) {
    const parent = node.parentId !== null && known.has(node.parentId) ? node.parentId : null
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [node])
    else siblings.push(node)
  }
  const lines: TreeLine[] = []
  const waiting: { node: TreeNode; lane: number; base: number; first: boolean }[] = []
  let top = 0

  /** The last one pushed comes first: the trunk after all that branches off. */
  const push = (parent: string | null, lane: number, base: number): void => {
    const all = children.get(parent) ?? []
    children.delete(parent)
    const trunk = all.find(({ shown }) => shown) ?? all.at(-1)
    if (trunk !== undefined) waiting.push({ node: trunk, lane, base, first: parent === null })
    for (const node of all.toReversed()) {
      if (node !== trunk) waiting.push({ node, lane: lane + 1, base: parent === null ? lane + 1 : base, first: true })
    }
  }

  push(null, 0, 0)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, lane, base, first } = next
    const height = node.role === 'assistant' ? ANSWER_PX : QUESTION_PX
    lines.push({ node, lane, base, first, last: !children.has(node.id), top, height })
    top += height
    push(node.id, lane, base)
  }
  return lines
}

/** The line at this height; the last one below. */
export function lineAt(lines: readonly TreeLine[], y: number): number {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((lines[middle]?.top ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return low
}
