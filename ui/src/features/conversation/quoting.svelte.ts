// The passage that is selected in the shown conversation, and where the button that quotes it stands.

/** What is selected, and the corner where the selection ends, in the window. */
export interface Passage {
  readonly text: string
  readonly x: number
  readonly y: number
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
    this.quote(passage.text)
    return true
  }
}

export const quoting = new Quoting()
