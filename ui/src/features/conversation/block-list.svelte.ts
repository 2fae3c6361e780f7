// The blocks of one text on the screen. Each has a cell of its own, so that a change of one block runs the effects of
// one block: what is finished is never looked at again, however long the answer grows.
import type { Block, Op } from '../../bridge'
import { shareParts } from './patch'

let nextKey = 0

/** One block and its identity. A cell lives as long as its place keeps its kind. */
export class BlockCell {
  readonly key = nextKey++
  block: Block

  constructor(block: Block) {
    this.block = $state.raw(block)
  }
}

/** A list of blocks that grows by patches. */
export class BlockList {
  cells = $state.raw<readonly BlockCell[]>([])

  constructor(blocks: readonly Block[] = []) {
    this.cells = blocks.map((block) => new BlockCell(block))
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
        if (cell === undefined) {
          if (op.index !== cells.length) {
            fits = false
            break
          }
          own().push(new BlockCell(op.block))
        } else if (cell.block.type === op.block.type) cell.block = shareParts(cell.block, op.block)
        else own()[op.index] = new BlockCell(op.block)
      } else if (op.type === 'appendText') {
        const cell = cells[op.index]
        if (cell?.block.type !== 'code') {
          fits = false
          break
        }
        cell.block = { ...cell.block, text: cell.block.text + op.text }
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
    const cells = blocks.map((block, index) => {
      const cell = this.cells[index]
      if (cell === undefined || cell.block.type !== block.type) {
        moved = true
        return new BlockCell(block)
      }
      cell.block = shareParts(cell.block, block)
      return cell
    })
    if (moved) this.cells = cells
  }

  /** The blocks as plain data. */
  plain(): Block[] {
    return this.cells.map((cell) => cell.block)
  }
}
