// Lights the found words on the page without touching its elements: the CSS Custom Highlight API. Engines without it
// (before Safari 17.2) light the shown hit with boxes over it.
import { domRange, domText } from './dom-text'
import { occurrences, patternOf } from './occurrences'

const ALL = 'found'
const CURRENT = 'found-current'
const supported = typeof Highlight === 'function' && typeof CSS !== 'undefined' && 'highlights' in CSS

/** The hits of a mounted block or message as parts of the page. */
export function rangesIn(root: Element, pattern: RegExp): Range[] {
  const read = domText(root)
  return occurrences(read.text, pattern)
    .map(([from, to]) => domRange(read, from, to))
    .filter((range) => range !== null)
}

/** Lights all hits on the page, and the shown one more. */
export function light(list: Element, query: string, current: Range | null): void {
  const pattern = patternOf(query)
  if (pattern === null) {
    unlight()
    return
  }
  if (!supported) {
    box(list, current)
    return
  }
  const roots = list.querySelectorAll('[data-blocks] > [data-place], [data-own-words]')
  CSS.highlights.set(ALL, new Highlight(...[...roots].flatMap((root) => rangesIn(root, pattern))))
  const shown = current === null ? new Highlight() : new Highlight(current)
  shown.priority = 1
  CSS.highlights.set(CURRENT, shown)
}

export function unlight(): void {
  for (const boxes of document.querySelectorAll('.found-boxes')) boxes.remove()
  if (!supported) return
  CSS.highlights.delete(ALL)
  CSS.highlights.delete(CURRENT)
}

/** The boxes scroll with the messages. */
function box(list: Element, range: Range | null): void {
  let boxes = list.querySelector('.found-boxes')
  if (boxes === null) {
    boxes = document.createElement('div')
    boxes.className = 'found-boxes'
    list.firstElementChild?.append(boxes)
  }
  const origin = boxes.getBoundingClientRect()
  const marks = [...(range?.getClientRects() ?? [])].map((rect) => {
    const mark = document.createElement('span')
    mark.style.top = `${rect.top - origin.top}px`
    mark.style.left = `${rect.left - origin.left}px`
    mark.style.width = `${rect.width}px`
    mark.style.height = `${rect.height}px`
    return mark
  })
  boxes.replaceChildren(...marks)
}
