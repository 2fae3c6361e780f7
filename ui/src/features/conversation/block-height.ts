// How high a block will be, before it was ever laid out: by its kind and the length of its words. It only has to be
// near: what is mounted is measured, and what the reader sees does not move when it was wrong.
import type { Block, Inline } from '../../bridge'

const LINE_PX = 26
const CODE_LINE_PX = 21
/** Characters of a line of the column; a Chinese character is as wide as two. */
const LINE_WIDTH = 86
/** Space above a block. */
const SPACE_PX = 15
/** A block with more parts than this is weighed by the first ones. */
const LOOKED_AT = 200

function widthOf(inlines: readonly Inline[], depth = 0): number {
  let width = 0
  for (const inline of inlines) {
    if ('children' in inline) width += depth > 8 ? 10 : widthOf(inline.children, depth + 1)
    else if (inline.type === 'text' || inline.type === 'code') width += textWidth(inline.text)
    else if (inline.type === 'softBreak' || inline.type === 'hardBreak') width += LINE_WIDTH / 2
    else width += 12
  }
  return width
}

function textWidth(text: string): number {
  // The first characters tell which script it is.
  const wide = /[\u2e80-\uffef]/.test(text.slice(0, 40))
  return text.length * (wide ? 1.85 : 1)
}

const lines = (width: number, across = LINE_WIDTH): number => Math.max(1, Math.ceil(width / across))

/** The height of a block with the space above it, in pixels. */
export function blockHeight(block: Block, depth = 0): number {
  const across = LINE_WIDTH - depth * 4
  const inner = (blocks: readonly Block[]): number =>
    depth > 8 ? LINE_PX : sum(blocks, (one) => blockHeight(one, depth + 1))
  switch (block.type) {
    case 'paragraph':
      return SPACE_PX + LINE_PX * lines(widthOf(block.inlines), across)
    case 'heading':
      return 56 + LINE_PX * (lines(widthOf(block.inlines), 60) - 1)
    case 'list':
      return SPACE_PX + sum(block.items, (item) => inner(item.blocks) - (block.tight ? 10 : 3))
    case 'quote':
    case 'footnote':
      return SPACE_PX + inner(block.blocks)
    case 'code':
      return SPACE_PX + 48 + CODE_LINE_PX * Math.min(block.closed ? 32 : 10_000, newlines(block.text) + 1)
    case 'math':
      return SPACE_PX + 44
    case 'table':
      return SPACE_PX + 38 * (block.rows.length + 1)
    case 'html':
      return SPACE_PX + LINE_PX * (newlines(block.text) + lines(block.text.length, across))
    case 'rule':
      return 57
    case 'omitted':
      return SPACE_PX + 20
  }
}

/** The height of a message of one's own. */
export function questionHeight(text: string): number {
  const short = text.slice(0, 4_000)
  return 54 + 25 * Math.min(32, newlines(short) + lines(textWidth(short), 78))
}

/** The height of an answer of which only the length is known. */
export function unreadHeight(bytes: number): number {
  return 60 + bytes * 0.45
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && count < 10_000; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function sum<One>(parts: readonly One[], height: (one: One) => number): number {
  let px = 0
  for (const part of parts.slice(0, LOOKED_AT)) px += height(part)
  return parts.length > LOOKED_AT ? (px / LOOKED_AT) * parts.length : px
}
