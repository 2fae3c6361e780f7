// The blocks of one text on the screen. Each has a cell of its own, so that a change of one block runs the effects of
// one block: what is finished is never looked at again, however long the answer grows.
import type { Block, Op } from '../../bridge'
import { Heights } from './heights'
import { changedBlock, shareParts } from './patch'
import { Tints, type TintSource } from './tints.svelte'

let nextKey = 0

/** One block and its identity. A cell lives as long as its place keeps its kind. */
export class BlockCell {
  readonly key = nextKey++
  block: Block
  /**
   * Depth of the outline here, from 1; 0 before the first heading. A heading is at most one deeper than the one before,
   * whatever level it was written with: an outline with holes misleads whoever hears it.
   */
  depth: number

  constructor(block: Block, before: BlockCell | undefined) {
    this.block = $state.raw(block)
    this.depth = $state.raw(depthAfter(before, block))
  }

  /** Takes the block as it is now; what did not change keeps its identity. */
  take(block: Block, before: BlockCell | undefined): void {
    this.block = shareParts(this.block, block)
    this.depth = depthAfter(before, block)
  }
}

function depthAfter(before: BlockCell | undefined, block: Block): number {
  const depth = before?.depth ?? 0
  return block.type === 'heading' ? Math.min(block.level, depth + 1) : depth
}

/** A list of blocks that grows by patches. */
export class BlockList {
  cells = $state.raw<readonly BlockCell[]>([])
  /** What the tokens of its code are. */
  readonly tints: Tints
  /** How high its blocks are. */
  readonly heights = new Heights()

  constructor(blocks: readonly Block[] = [], tintSource?: TintSource) {
    this.tints = new Tints(tintSource)
    const cells: BlockCell[] = []
    for (const block of blocks) cells.push(new BlockCell(block, cells.at(-1)))
    this.cells = cells
  }

  /** Applies changes in order. `false`: one did not fit, the rest was left out, a snapshot is needed. */
  apply(ops: readonly Op[]): boolean {
    if (ops.length === 0) return true
    let cells = this.cells
    let owned = false
    // The list itself is copied at most once a patch, and only when its shape changes.
    const own = (): BlockCell[] => {
      if (!owned) cells = [...cells]
      owned = true
      return cells as BlockCell[]
    }
    let fits = true
    for (const op of ops) {
      if (op.type === 'put') {
        const cell = cells[op.index]
        const before = cells[op.index - 1]
        if (cell === undefined) {
          if (op.index !== cells.length) {
            fits = false
            break
          }
          own().push(new BlockCell(op.block, before))
        } else if (cell.block.type === op.block.type) cell.take(op.block, before)
        else own()[op.index] = new BlockCell(op.block, before)
      } else if (op.type === 'appendText') {
        const cell = cells[op.index]
        if (cell?.block.type !== 'code') {
          fits = false
          break
        }
        cell.block = { ...cell.block, text: cell.block.text + op.text }
      } else if (op.type !== 'truncate') {
        const cell = cells[op.path[0] ?? -1]
        const changed = cell === undefined ? undefined : changedBlock(cell.block, op)
        if (cell === undefined || changed === undefined) {
          fits = false
          break
        }
        cell.block = changed
      } else {
        if (op.len > cells.length) {
          fits = false
          break
        }
        if (op.len < cells.length) own().length = op.len
      }
    }
    if (owned) this.cells = cells
    return fits
  }

  /** Takes a whole new list, leaving every block that did not change untouched. */
  settle(blocks: readonly Block[]): void {
    let moved = blocks.length !== this.cells.length
    const cells: BlockCell[] = []
    for (const [index, block] of blocks.entries()) {
      const cell = this.cells[index]
      if (cell !== undefined && cell.block.type === block.type) {
        cell.take(block, cells.at(-1))
        cells.push(cell)
      } else {
        moved = true
        cells.push(new BlockCell(block, cells.at(-1)))
      }
    }
    if (moved) this.cells = cells
  }

  /** The blocks as plain data. */
  plain(): Block[] {
    return this.cells.map((cell) => cell.block)
  }
}
