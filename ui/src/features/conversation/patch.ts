// What a change of blocks does to a plain list: the rule that the Rust side keeps too, and the model that tests
// compare the live list with.
import type { Block, Op } from '../../bridge'

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
  }
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
