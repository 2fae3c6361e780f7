// Which way a list, a quotation or a table is laid out: by its first letter, as `dir="auto"` would. The engine's own
// looks past elements that carry a direction, and every paragraph does.
import type { Block, Inline } from '../../bridge'

export type Direction = 'ltr' | 'rtl'

/** Deeper than this nobody looks for a letter. */
const DEEPEST = 32

/** Hebrew, Arabic, Syriac and their neighbours, their forms for print, and the old and new scripts beyond. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const LETTER = /\p{L}/u

function ofText(text: string): Direction | undefined {
  const letter = LETTER.exec(text)?.[0]
  return letter === undefined ? undefined : RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr'
}

function first<One>(parts: readonly One[], of: (part: One) => Direction | undefined): Direction | undefined {
  for (const part of parts) {
    const found = of(part)
    if (found !== undefined) return found
  }
  return undefined
}

/** Code and formulas read alike in every language: they tell nothing. */
function ofInlines(inlines: readonly Inline[], depth: number): Direction | undefined {
  if (depth > DEEPEST) return undefined
  return first(inlines, (inline) =>
    inline.type === 'text' ? ofText(inline.text) : 'children' in inline ? ofInlines(inline.children, depth + 1) : undefined,
  )
}

/** The direction of a block; nothing when it has no letter, and so takes that of what it stands in. */
export function directionOf(block: Block, depth = 0): Direction | undefined {
  if (depth > DEEPEST) return undefined
  const inner = (blocks: readonly Block[]): Direction | undefined => first(blocks, (one) => directionOf(one, depth + 1))
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return ofInlines(block.inlines, depth)
    case 'list':
      return first(block.items, (item) => inner(item.blocks))
    case 'quote':
    case 'footnote':
      return inner(block.blocks)
    case 'table':
      return first([block.head, ...block.rows], (row) => first(row, (cell) => ofInlines(cell.inlines, depth)))
    case 'html':
      return ofText(block.text)
    case 'code':
    case 'math':
    case 'rule':
    case 'omitted':
      return undefined
  }
}
