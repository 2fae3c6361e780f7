// Sets the lines of a code block: plain at once, and in tokens when their runs are known. Each line is an element that
// is filled once and painted at most once; growing text touches the last line only. Elements are made here and not by
// a template because nothing that is finished shall be looked at again, whatever the length.
import type { Run } from '../../bridge'
import { idle } from './idle'

/** Lines of a box of its own: a change in one box does not lay out the others. */
const BOX_LINES = 48

/** Lines that are set or painted in one go. A longer text goes on after the next paint: keys and wheel come between. */
const AT_ONCE = 480

interface Line {
  element: HTMLElement
  text: string
}

/** The lines of one code block in `host`. */
export class CodePainter {
  #host: HTMLElement
  /** What is to be shown, and how much of it is. */
  #wanted = ''
  #set = 0
  #lines: Line[] = []
  #box: HTMLElement | undefined
  #boxLines = 0
  #runs: readonly (readonly Run[])[] = []
  #epoch = 0
  /** Lines before this one are painted, or stay plain. */
  #next = 0
  #going = false
  #over = false

  constructor(host: HTMLElement) {
    this.#host = host
  }

  /** Shows this text. What it shares with the text before is left as it is. */
  show(text: string): void {
    if (!text.startsWith(this.#wanted.slice(0, this.#set))) this.#clear()
    if (this.#lines.length === 0) this.#begin()
    this.#wanted = text
    this.#work()
  }

  /** These are the runs by line. Another `epoch`: those of before are void. */
  tint(runs: readonly (readonly Run[])[], epoch: number): void {
    if (epoch !== this.#epoch) {
      for (const line of this.#lines.slice(0, this.#next)) line.element.replaceChildren(line.text + endOf(line))
      this.#next = 0
    }
    this.#epoch = epoch
    this.#runs = runs
    this.#work()
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#over = true
  }

  /** Sets and paints as much as one go may take, and goes on later if something is left. */
  #work(): void {
    const set = this.#setLines(AT_ONCE)
    const painted = this.#paint(AT_ONCE)
    if (!set || !painted) void this.#goOn()
  }

  async #goOn(): Promise<void> {
    if (this.#going) return
    this.#going = true
    await idle()
    this.#going = false
    if (!this.#over) this.#work()
  }

  /** Whether the whole text is set. */
  #setLines(most: number): boolean {
    for (let count = 0; count < most; count += 1) {
      const end = this.#wanted.indexOf('\n', this.#set)
      this.#append(this.#wanted.slice(this.#set, end === -1 ? undefined : end))
      this.#set = end === -1 ? this.#wanted.length : end + 1
      if (end === -1) return true
      this.#begin()
    }
    return false
  }

  #clear(): void {
    this.#host.replaceChildren()
    this.#set = 0
    this.#lines = []
    this.#box = undefined
    this.#next = 0
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

  /** Whether nothing is left to paint with what is known. */
  #paint(most: number): boolean {
    const end = Math.min(this.#lines.length, this.#runs.length)
    for (let count = 0; this.#next < end; this.#next += 1, count += 1) {
      if (count >= most) return false
      const line = this.#lines[this.#next]
      const runs = this.#runs[this.#next]
      if (line === undefined || runs === undefined) break
      const reach = runs.reduce((sum, run) => sum + run[1], 0)
      if (reach > line.text.length) {
        // The words of the last line are still coming; elsewhere it is not the line that was read.
        if (this.#next === this.#lines.length - 1) break
        continue
      }
      if (runs.length > 0) line.element.replaceChildren(...tokens(line.text, runs, endOf(line)))
    }
    return true
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
