// The passage that is selected in the shown conversation, and where the button that quotes it stands.

/** What is selected. Its words are made when they are wanted: a selection may hold a whole conversation. */
export interface Passage {
  readonly text: () => string
  /** The corner of the window where it ends. */
  readonly x: number
  readonly y: number
  /** Its last line is read from right to left. */
  readonly toLeft: boolean
}

class Quoting {
  passage = $state.raw<Passage | null>(null)
  #quote: ((text: string) => void) | undefined

  /** The shown composer takes quotes; the way back ends the offer. */
  offer(quote: (text: string) => void): () => void {
    this.#quote = quote
    return () => {
      if (this.#quote === quote) this.#quote = undefined
    }
  }

  /** Puts a text into the composer as a quote. */
  quote(text: string): void {
    this.passage = null
    getSelection()?.removeAllRanges()
    this.#quote?.(text)
  }

  /** Quotes what is selected; `false` when nothing is. */
  run(): boolean {
    const { passage } = this
    if (passage === null) return false
    const text = passage.text()
    if (text === '') return false
    this.quote(text)
    return true
  }
}

export const quoting = new Quoting()
