// A long code block in pieces of whole lines. Only the last piece changes while code streams, so that neither the
// text nor its layout is done again from the start.

const LINES = 48

/** Pieces of a growing code text. Each is set in a box of its own, so its final line end is left out. */
export class CodeSegments {
  readonly done: string[] = []
  tail = ''
  #text = ''
  #from = 0

  /** Takes the text as it is now. `true` when more than the tail changed. */
  take(text: string): boolean {
    const before = this.done.length
    let other = false
    if (text.length < this.#text.length || !text.startsWith(this.#text)) {
      this.done.length = 0
      this.#from = 0
      other = true
    }
    this.#text = text
    let lines = 0
    let lineStart = this.#from
    for (;;) {
      const end = text.indexOf('\n', lineStart)
      if (end === -1) break
      lines += 1
      // A box that ends in an empty line would lose it, so the cut waits for a line with something in it.
      if (lines >= LINES && end > lineStart) {
        this.done.push(text.slice(this.#from, end))
        this.#from = end + 1
        lines = 0
      }
      lineStart = end + 1
    }
    this.tail = text.slice(this.#from)
    return other || this.done.length !== before
  }
}
