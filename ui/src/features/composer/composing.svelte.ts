// What of the composer is open: its menus and panels, opened by a click, a key or the palette alike.

export type ComposerPart = 'model' | 'thinking' | 'parameters'

class Composing {
  /** The one part that is open. */
  open = $state.raw<ComposerPart | null>(null)

  #askFiles: (() => void) | undefined

  /** The shown composer can be given files; the way back ends the offer. */
  offerFiles(ask: () => void): () => void {
    this.#askFiles = ask
    return () => {
      if (this.#askFiles === ask) this.#askFiles = undefined
    }
  }

  /** Lets the person choose files. */
  askFiles(): void {
    this.#askFiles?.()
  }

  #begin: (() => void) | undefined

  /** The shown composer can be given the beginning of an answer; the way back ends the offer. */
  offerBeginning(toggle: () => void): () => void {
    this.#begin = toggle
    return () => {
      if (this.#begin === toggle) this.#begin = undefined
    }
  }

  /** Opens the field for the beginning of the answer, or closes it. */
  toggleBeginning(): void {
    this.#begin?.()
  }

  show(part: ComposerPart, open: boolean): void {
    if (open) this.open = part
    else if (this.open === part) this.open = null
  }
}

export const composing = new Composing()
