// The words of a mounted block, and which node holds which of them. What is furniture (buttons, labels, icons) is left
// out; a formula is its source.

interface Stretch {
  readonly node: Node
  readonly from: number
  readonly to: number
}

/** Words that are read from the page. */
export interface DomText {
  readonly text: string
  readonly stretches: readonly Stretch[]
}

const LINES = new Set(['P', 'LI', 'UL', 'OL', 'TR', 'TD', 'TH', 'TABLE', 'DIV', 'FIGURE', 'BLOCKQUOTE', 'PRE', 'H3', 'H4', 'H5', 'H6'])

/** Whether an element holds no words of the text. */
export function isFurniture(element: Element): boolean {
  return element.tagName === 'BUTTON' || element.tagName === 'svg' || element.hasAttribute('data-aside')
}

export function domText(root: Element): DomText {
  const stretches: Stretch[] = []
  let text = ''
  const add = (node: Node, words: string): void => {
    if (words === '') return
    stretches.push({ node, from: text.length, to: text.length + words.length })
    text += words
  }
  const line = (): void => {
    if (text !== '' && !text.endsWith('\n')) text += '\n'
  }
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      add(node, node.data)
      return
    }
    if (!(node instanceof Element) || isFurniture(node)) return
    const words = node.getAttribute('data-words')
    if (words !== null) {
      add(node, words)
      return
    }
    if (node.tagName === 'BR') {
      text += '\n'
      return
    }
    // Lines of code are kept in boxes, which are lines to the eye.
    const own = LINES.has(node.tagName) || node.parentElement?.tagName === 'CODE'
    if (own) line()
    for (const child of node.childNodes) walk(child)
    if (own) line()
  }
  walk(root)
  return { text, stretches }
}

/** The part of the page from one place in the words to another. */
export function domRange(read: DomText, from: number, to: number): Range | null {
  const first = read.stretches.find((stretch) => stretch.to > from)
  const last = read.stretches.findLast((stretch) => stretch.from < to)
  if (first === undefined || last === undefined) return null
  const range = document.createRange()
  if (first.node instanceof Text) range.setStart(first.node, Math.max(0, from - first.from))
  else range.setStartBefore(first.node)
  if (last.node instanceof Text) range.setEnd(last.node, Math.min(last.node.length, to - last.from))
  else range.setEndAfter(last.node)
  return range
}
