// What the tokens of a text's code are. The words are in the blocks and show at once; tints come on a watch of their
// own, later, and only while someone looks at the code.
import type { CodeTint, Run } from '../../bridge'

/** Opens the watch of one text; the returned function leaves it. */
export type TintSource = (ontint: (tint: CodeTint) => void, onend: () => void) => () => void

/** What is known of one code block besides its words. It outlives the block's elements. */
export class CodeFace {
  /** Runs by line. Grown in place: [`version`] tells that it did. */
  readonly lines: (readonly Run[])[] = []
  version = $state.raw(0)
  /** Grows when all earlier lines became void. */
  epoch = 0
  wrapped = $state.raw(false)
  numbered = $state.raw(false)
  /** The reader wants a long block whole, or only its beginning; nothing while they left it to us. */
  whole = $state.raw<boolean | null>(null)

  take(tint: CodeTint): void {
    if (tint.from === 0 && this.lines.length > 0) {
      this.lines.length = 0
      this.epoch += 1
    }
    // A gap cannot be: the watch tells every line once, in order.
    if (tint.from !== this.lines.length) return
    for (const line of tint.lines) this.lines.push(line)
    this.version += 1
  }
}

/** The code blocks of one text, by their way through its blocks. */
export class Tints {
  #source: TintSource | undefined
  #faces = new Map<string, CodeFace>()
  #leave: (() => void) | undefined
  #asked = false

  constructor(source?: TintSource) {
    this.#source = source
  }

  of(path: string): CodeFace {
    let face = this.#faces.get(path)
    if (face === undefined) {
      face = new CodeFace()
      this.#faces.set(path, face)
    }
    return face
  }

  /** Someone looks at code of this text. */
  want(): void {
    if (this.#asked || this.#source === undefined) return
    this.#asked = true
    let over = false
    const leave = this.#source(
      (tint) => this.of(tint.path.join('.')).take(tint),
      () => {
        over = true
        this.#leave = undefined
      },
    )
    if (!over) this.#leave = leave
  }

  /** The text is not kept any longer. */
  close(): void {
    this.#leave?.()
    this.#leave = undefined
  }
}
