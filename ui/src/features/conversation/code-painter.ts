// Sets the lines of a code block: plain at once, and in tokens when their runs are known. Each line is an element that
// is filled once and painted at most once; growing text touches the last line only. Elements are made here and not by
// a template because nothing that is finished shall be looked at again, whatever the length.
import type { Run } from '../../bridge'

/** Lines of a box of its own: a change in one box does not lay out the others. */
const BOX_LINES = 48

interface Line {
  element: HTMLElement
  text: string
}

/** The lines of one code block in `host`. */
export class CodePainter {
  #host: HTMLElement
  #text = ''
  #lines: Line[] = []
  #box: HTMLElement | undefined
  #boxLines = 0
  #runs: readonly (readonly Run[])[] = []
  #epoch = 0
  /** Lines before this one are painted, or stay plain. */
  #next = 0

  constructor(host: HTMLElement) {
    this.#host = host
  }

  /** Shows this text. What it shares with the text before is left as it is. */
  show(text: string): void {
    if (!text.startsWith(this.#text) || this.#lines.length === 0) this.#clear()
    const fresh = text.slice(this.#text.length)
    this.#text = text
    let from = 0
    for (;;) {
      const end = fresh.indexOf('\n', from)
      this.#append(fresh.slice(from, end === -1 ? undefined : end))
      if (end === -1) break
      this.#begin()
      from = end + 1
    }
    this.#paint()
  }

  /** These are the runs by line. Another `epoch`: those of before are void. */
  tint(runs: readonly (readonly Run[])[], epoch: number): void {
    if (epoch !== this.#epoch) {
      for (const line of this.#lines.slice(0, this.#next)) line.element.replaceChildren(line.text + endOf(line))
      this.#next = 0
    }
    this.#epoch = epoch
    this.#runs = runs
    this.#paint()
  }

  #clear(): void {
    this.#host.replaceChildren()
    this.#text = ''
    this.#lines = []
    this.#box = undefined
    this.#next = 0
    this.#begin()
  }

  /** Begins a line. */
  #begin(): void {
    const last = this.#lines.at(-1)
    // A box that ends in an empty line would lose it, so the cut waits for a line with something in it.
    if (this.#box === undefined || (this.#boxLines >= BOX_LINES && last?.text !== '')) {
      this.#box = document.createElement('span')
      this.#host.append(this.#box)
      this.#boxLines = 0
    } else if (last !== undefined) add(last.element, '\n')
    const element = document.createElement('span')
    element.className = 'line'
    this.#box.append(element)
    this.#boxLines += 1
    this.#lines.push({ element, text: '' })
  }

  #append(words: string): void {
    const line = this.#lines.at(-1)
    if (line === undefined || words === '') return
    line.text += words
    add(line.element, words)
  }

  #paint(): void {
    for (; this.#next < Math.min(this.#lines.length, this.#runs.length); this.#next += 1) {
      const line = this.#lines[this.#next]
      const runs = this.#runs[this.#next]
      if (line === undefined || runs === undefined) return
      const reach = runs.reduce((sum, run) => sum + run[1], 0)
      if (reach > line.text.length) {
        // The words of the last line are still coming; elsewhere it is not the line that was read.
        if (this.#next === this.#lines.length - 1) return
        continue
      }
      if (runs.length > 0) line.element.replaceChildren(...tokens(line.text, runs, endOf(line)))
    }
  }
}

/** The line end that stands in a line, if another line follows it in its box. */
function endOf(line: Line): string {
  return line.element.nextSibling === null ? '' : '\n'
}

/** Adds words to the end of a line. */
function add(element: HTMLElement, words: string): void {
  const last = element.lastChild
  if (last instanceof Text) last.appendData(words)
  else element.append(words)
}

function tokens(text: string, runs: readonly Run[], end: string): (HTMLElement | string)[] {
  const made: (HTMLElement | string)[] = []
  let from = 0
  for (const [kind, length] of runs) {
    const words = text.slice(from, from + length)
    from += length
    if (kind === 'text') made.push(words)
    else {
      const token = document.createElement('span')
      token.className = `token-${kind}`
      token.textContent = words
      made.push(token)
    }
  }
  if (from < text.length || end !== '') made.push(text.slice(from) + end)
  return made
}
