// A block's words as one looks for them: all that the page shows of it, a line end between any two parts. It says the
// same as `dom-text.ts` reads from the page.
import type { Block, Inline } from '../../bridge'

const known = new WeakMap<Block, string>()

function inlineWords(inlines: readonly Inline[]): string {
  let words = ''
  for (const inline of inlines) {
    switch (inline.type) {
      case 'text':
      case 'code':
        words += inline.text
        break
      case 'math':
      case 'displayMath':
        words += inline.tex
        break
      case 'image':
        words += inline.alt
        break
      case 'footnoteRef':
        break
      case 'hardBreak':
      case 'softBreak':
        words += '\n'
        break
      default:
        words += inlineWords(inline.children)
    }
  }
  return words
}

function read(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlineWords(block.inlines)
    case 'list':
      return block.items.map((item) => item.blocks.map(searchText).join('\n')).join('\n')
    case 'quote':
    case 'footnote':
      return block.blocks.map(searchText).join('\n')
    case 'code':
    case 'html':
      return block.text
    case 'math':
      return block.tex
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map((cell) => inlineWords(cell.inlines)).join('\n')).join('\n')
    case 'rule':
    case 'omitted':
      return ''
  }
}

/** The words of a block. */
export function searchText(block: Block): string {
  let text = known.get(block)
  if (text === undefined) {
    text = read(block)
    known.set(block, text)
  }
  return text
}
