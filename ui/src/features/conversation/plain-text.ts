// A block's words without its form: what a screen reader hears.
import type { Block, Inline } from '../../bridge'

function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      switch (inline.type) {
        case 'text':
        case 'code':
          return inline.text
        case 'math':
        case 'displayMath':
          return inline.tex
        case 'image':
          return inline.alt
        case 'footnoteRef':
          return ''
        case 'hardBreak':
        case 'softBreak':
          return ' '
        default:
          return inlineText(inline.children)
      }
    })
    .join('')
}

/** The words of a block, at most about `limit` characters. Code and formulas are named by the caller, not read out. */
export function plainText(block: Block, limit = 500): string {
  const cut = (text: string): string => (text.length > limit ? `${text.slice(0, limit)}…` : text)
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return cut(inlineText(block.inlines))
    case 'list':
      return cut(block.items.map((item) => item.blocks.map((inner) => plainText(inner, limit)).join(' ')).join('. '))
    case 'quote':
    case 'footnote':
      return cut(block.blocks.map((inner) => plainText(inner, limit)).join(' '))
    case 'table':
      return cut(
        [block.head, ...block.rows].map((row) => row.map((cell) => inlineText(cell.inlines)).join(', ')).join('. '),
      )
    case 'html':
      return cut(block.text)
    case 'code':
    case 'math':
    case 'rule':
    case 'omitted':
      return ''
  }
}
