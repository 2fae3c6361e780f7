// What a change of blocks does to a plain list: the rule that the Rust side keeps too, and the model that tests
// compare the live list with.
import type { Block, Flag, Op, Parts } from '../../bridge'

/** Applies one change. `false` when it does not fit: a change was missed, and a snapshot is needed. */
export function applyOp(blocks: Block[], op: Op): boolean {
  switch (op.type) {
    case 'put':
      if (op.index > blocks.length) return false
      blocks[op.index] = op.block
      return true
    case 'appendText': {
      const block = blocks[op.index]
      if (block?.type !== 'code') return false
      blocks[op.index] = { ...block, text: block.text + op.text }
      return true
    }
    case 'truncate':
      if (op.len > blocks.length) return false
      blocks.length = op.len
      return true
    case 'splice':
    case 'text':
    case 'mark': {
      const index = op.path[0] ?? -1
      const block = blocks[index]
      const next = block === undefined ? undefined : changedBlock(block, op)
      if (next === undefined) return false
      blocks[index] = next
      return true
    }
  }
}

/** A change somewhere within one block. */
export type InnerOp = Extract<Op, { path: number[] }>

/**
 * The block after a change within it: a copy along the way to the change, everything else as it was. `undefined` when the
 * change does not fit.
 */
export function changedBlock(block: Block, op: InnerOp): Block | undefined {
  return changed(block, op.path, 1, op) as Block | undefined
}

/** A node of the tree: an object, or the cells of a row, which are a plain list. */
type Node = object

function changed(node: Node, path: readonly number[], depth: number, op: InnerOp): Node | undefined {
  const index = path[depth]
  if (index === undefined) return changedHere(node, op)
  const children = childrenOf(node)
  const child = children?.list[index]
  const next = child === undefined ? undefined : changed(child, path, depth + 1, op)
  if (children === undefined || next === undefined) return undefined
  const list = [...children.list]
  list[index] = next
  return withChildren(node, children.key, list)
}

function changedHere(node: Node, op: InnerOp): Node | undefined {
  switch (op.type) {
    case 'splice': {
      const children = childrenOf(node)
      if (children === undefined || children.of !== op.parts.of || op.from > children.list.length) return undefined
      return withChildren(node, children.key, [...children.list.slice(0, op.from), ...(op.parts.list as Node[])])
    }
    case 'text': {
      const key = 'text' in node ? 'text' : 'tex'
      const text: unknown = (node as Record<string, unknown>)[key]
      return typeof text === 'string' && op.keep <= text.length
        ? { ...node, [key]: text.slice(0, op.keep) + op.text }
        : undefined
    }
    case 'mark': {
      const flag: Flag = op.flag
      return flag in node ? { ...node, [flag]: op.on } : undefined
    }
  }
}

interface Children {
  list: readonly Node[]
  of: Parts['of']
  /** Where they hang; a row is the list of its cells itself. */
  key: string | undefined
}

function childrenOf(node: Node): Children | undefined {
  if (Array.isArray(node)) return { list: node as Node[], of: 'cells', key: undefined }
  const fields = node as Record<string, unknown>
  const hung = (key: string, of: Parts['of']): Children | undefined =>
    Array.isArray(fields[key]) ? { list: fields[key] as Node[], of, key } : undefined
  return (
    hung('items', 'items') ??
    hung('rows', 'rows') ??
    hung('blocks', 'blocks') ??
    hung('inlines', 'inlines') ??
    hung('children', 'inlines')
  )
}

function withChildren(node: Node, key: string | undefined, list: Node[]): Node {
  return key === undefined ? list : { ...node, [key]: list }
}

/**
 * `next`, made of the parts of `old` that are the same: what did not change keeps its identity, and nothing that hangs
 * on it runs again. Both are JSON values of one type of the contract.
 */
export function shareParts<Value>(old: Value, next: Value): Value {
  if (old === next) return old
  if (typeof old !== 'object' || typeof next !== 'object' || old === null || next === null) return next
  if (Array.isArray(old) !== Array.isArray(next)) return next
  if (Array.isArray(next)) {
    const before = old as unknown as unknown[]
    const shared = next.map((item, index) => (index < before.length ? shareParts(before[index], item) : item))
    const same = before.length === shared.length && shared.every((item, index) => item === before[index])
    return same ? old : (shared as Value)
  }
  const before = old as Record<string, unknown>
  const shared: Record<string, unknown> = {}
  let same = Object.keys(before).length === Object.keys(next).length
  for (const [key, value] of Object.entries(next)) {
    shared[key] = shareParts(before[key], value)
    same &&= key in before && shared[key] === before[key]
  }
  return same ? old : (shared as Value)
}
