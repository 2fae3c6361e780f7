// One batch a frame: changes that arrive within a frame are applied together, right before it is painted.
// A hidden window gets no frames; there a timer takes over, so that what waits never piles up.

const HIDDEN_MS = 500

/** Runs `work` once at the next frame, however often it is asked for. */
export class FrameBatch {
  #work: () => void
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(work: () => void) {
    this.#work = work
  }

  ask(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.now())
    this.#timer ??= setTimeout(() => this.now(), HIDDEN_MS)
  }

  /** Runs it at once if it was asked for. */
  now(): void {
    if (this.#frame === 0) return
    this.drop()
    this.#work()
  }

  drop(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = 0
    this.#timer = undefined
  }
}

/** Settles once what is in the document now was painted. */
export function nextPaint(): Promise<void> {
  return new Promise((done) => {
    let over = false
    const end = (): void => {
      if (!over) done()
      over = true
    }
    requestAnimationFrame(() => setTimeout(end))
    setTimeout(end, HIDDEN_MS)
  })
}
