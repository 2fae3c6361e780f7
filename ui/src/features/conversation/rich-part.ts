// A part of a mounted block as it leaves the window by the clipboard: what a selection holds of it.
import { isFurniture } from './dom-text'
import { escapeHtml, latex, type RichText } from './rich-text'

/** Tags that go out, and as what. Others are looked through. */
const TAGS: Readonly<Record<string, string>> = {
  P: 'p', H3: 'h1', H4: 'h2', H5: 'h3', H6: 'h4', UL: 'ul', OL: 'ol', LI: 'li', BLOCKQUOTE: 'blockquote', TABLE: 'table', THEAD: 'thead',
  TBODY: 'tbody', TR: 'tr', TH: 'th', TD: 'td', STRONG: 'strong', EM: 'em', S: 's', CODE: 'code', A: 'a', SUP: 'sup', PRE: 'pre',
}
const OWN_LINE = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'li', 'blockquote', 'tr', 'pre', 'table', 'ul', 'ol'])

/** What `range` holds of `root`. */
export function richPart(root: Element, range: Range): RichText {
  let plain = ''
  const line = (): void => {
    if (plain !== '' && !plain.endsWith('\n')) plain += '\n'
  }
  const children = (element: Element): string => [...element.childNodes].map(walk).join('')
  const walk = (node: Node): string => {
    if (!range.intersectsNode(node)) return ''
    if (node instanceof Text) {
      const from = node === range.startContainer ? range.startOffset : 0
      const to = node === range.endContainer ? range.endOffset : node.length
      const text = node.data.slice(from, to)
      plain += text
      return escapeHtml(text)
    }
    if (!(node instanceof Element) || isFurniture(node)) return ''
    const source = node.getAttribute('data-words')
    if (source !== null) {
      const text = node.classList.contains('formula') ? latex(source, node.classList.contains('display')) : source
      plain += text
      return escapeHtml(text)
    }
    if (node.tagName === 'BR') {
      plain += '\n'
      return '<br>'
    }
    const tag = TAGS[node.tagName]
    if (tag === undefined) return children(node)
    if (OWN_LINE.has(tag)) line()
    if ((tag === 'td' || tag === 'th') && plain !== '' && !plain.endsWith('\n')) plain += '\t'
    const inner = children(node)
    if (OWN_LINE.has(tag)) line()
    if (inner === '') return ''
    const href = node instanceof HTMLAnchorElement ? ` href="${escapeHtml(node.getAttribute('href') ?? '')}"` : ''
    return `<${tag}${href}>${inner}</${tag}>`
  }
  // Within one paragraph, cell or line only the words are meant.
  const around = range.commonAncestorContainer
  const inside = (around instanceof Element ? around : around.parentElement)?.closest('p, h3, h4, h5, h6, td, th, li, code')
  const html = inside !== null && inside !== undefined && root.contains(inside) ? children(inside) : walk(root)
  return { html, plain: plain.replace(/\n$/, '') }
}
