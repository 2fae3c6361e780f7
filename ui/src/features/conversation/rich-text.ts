// Blocks as they leave the window by the clipboard: HTML for programs that set text, plain text for the others. What
// goes out is made from the nodes, by a list of tags; every string is escaped. Nothing here is ever shown by us.
import type { Align, Block, Inline } from '../../bridge'

/** The same words in both forms. */
export interface RichText {
  readonly html: string
  readonly plain: string
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A formula as LaTeX with its delimiters. */
export function latex(tex: string, display: boolean): string {
  return display ? `$$${tex}$$` : `$${tex}$`
}

const join = (parts: readonly RichText[], between: string): RichText => ({
  html: parts.map((part) => part.html).join(''),
  plain: parts.map((part) => part.plain).join(between),
})

const tagged = (tag: string, inner: RichText, attributes = ''): RichText => ({
  html: `<${tag}${attributes}>${inner.html}</${tag}>`,
  plain: inner.plain,
})

/** Words as they are. */
export function words(text: string): RichText {
  return { html: escapeHtml(text).replaceAll('\n', '<br>'), plain: text }
}

export function richInlines(inlines: readonly Inline[]): RichText {
  return join(inlines.map(inline), '')
}

function inline(node: Inline): RichText {
  switch (node.type) {
    case 'text':
      return { html: escapeHtml(node.text), plain: node.text }
    case 'code':
      return { html: `<code>${escapeHtml(node.text)}</code>`, plain: node.text }
    case 'math':
      return words(latex(node.tex, false))
    case 'displayMath':
      return words(latex(node.tex, true))
    case 'strong':
      return tagged('strong', richInlines(node.children))
    case 'emphasis':
      return tagged('em', richInlines(node.children))
    case 'strike':
      return tagged('s', richInlines(node.children))
    case 'link':
      return tagged('a', richInlines(node.children), ` href="${escapeHtml(node.href)}"`)
    case 'image':
      return words(node.alt)
    case 'footnoteRef':
      return { html: `<sup>${node.number}</sup>`, plain: `[${node.number}]` }
    case 'hardBreak':
    case 'softBreak':
      return { html: '<br>', plain: '\n' }
  }
}

/** Code with its language, without anything around it. */
export function richCode(text: string, language: string | null): RichText {
  const name = language === null ? '' : ` class="language-${escapeHtml(language)}"`
  return { html: `<pre><code${name}>${escapeHtml(text)}</code></pre>`, plain: text }
}

const alignment = (align: Align | undefined): string =>
  align === undefined || align === 'none' ? '' : ` style="text-align:${align}"`

function table(block: Extract<Block, { type: 'table' }>): RichText {
  const row = (cells: typeof block.head, tag: 'th' | 'td'): RichText => {
    const set = block.align.map((align, column) => {
      const cell = richInlines(cells[column]?.inlines ?? [])
      // A line end within a cell would be a row to whoever pastes it.
      return tagged(tag, { html: cell.html, plain: cell.plain.replaceAll(/[\t\n]+/g, ' ') }, alignment(align))
    })
    return tagged('tr', join(set, '\t'))
  }
  const body = join(block.rows.map((cells) => row(cells, 'td')), '\n')
  const head = row(block.head, 'th')
  return {
    html: `<table><thead>${head.html}</thead><tbody>${body.html}</tbody></table>`,
    plain: body.plain === '' ? head.plain : `${head.plain}\n${body.plain}`,
  }
}

function list(block: Extract<Block, { type: 'list' }>, depth: number): RichText {
  const items = block.items.map((item, index) => {
    const box = item.task === null ? '' : item.task ? '☑ ' : '☐ '
    const inner = join(item.blocks.map((one) => richBlock(one, depth + 1)), '\n')
    const mark = block.ordered ? `${block.start + index}. ` : '- '
    const plain = `${mark}${box}${inner.plain}`.replaceAll('\n', `\n${' '.repeat(mark.length)}`)
    // A tight item's paragraph is its text.
    const only = item.blocks[0]
    const html = item.blocks.length === 1 && only?.type === 'paragraph' ? richInlines(only.inlines).html : inner.html
    return { html: `<li>${box}${html}</li>`, plain }
  })
  const start = block.ordered && block.start !== 1 ? ` start="${block.start}"` : ''
  return tagged(block.ordered ? 'ol' : 'ul', join(items, '\n'), start)
}

/** One block. */
export function richBlock(block: Block, depth = 0): RichText {
  if (depth > 64) return words('')
  switch (block.type) {
    case 'paragraph':
      return tagged('p', richInlines(block.inlines))
    case 'heading':
      return tagged(`h${block.level}`, richInlines(block.inlines))
    case 'list':
      return list(block, depth)
    case 'quote':
      return tagged('blockquote', join(block.blocks.map((one) => richBlock(one, depth + 1)), '\n\n'))
    case 'footnote': {
      const inner = join(block.blocks.map((one) => richBlock(one, depth + 1)), '\n')
      return { html: `<div><sup>${block.number}</sup> ${inner.html}</div>`, plain: `[${block.number}] ${inner.plain}` }
    }
    case 'code':
      return richCode(block.text, block.language)
    case 'math':
      return tagged('p', words(latex(block.tex, true)))
    case 'table':
      return table(block)
    case 'rule':
      return { html: '<hr>', plain: '---' }
    case 'html':
      return tagged('p', words(block.text))
    case 'omitted':
      return words('')
  }
}

/** Blocks one below another. */
export function richBlocks(blocks: readonly Block[]): RichText {
  return join(blocks.map((block) => richBlock(block)), '\n\n')
}

/** Texts one below another. */
export function richParts(parts: readonly RichText[]): RichText {
  return join(parts.filter((part) => part.plain !== '' || part.html !== ''), '\n\n')
}
