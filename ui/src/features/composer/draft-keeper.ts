// Keeps drafts on the disk: a moment after the last key, at once when the reader leaves.

const PAUSE_MS = 400

type Keep = (conversationId: string | null, text: string) => Promise<unknown>

/** Debounces the keeping of drafts, one conversation at a time. */
export class DraftKeeper {
  #keep: Keep
  #pauseMs: number
  #waiting: { id: string | null; text: () => string } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(keep: Keep, pauseMs = PAUSE_MS) {
    this.#keep = keep
    this.#pauseMs = pauseMs
  }

  /** The draft of a conversation changed. The text is read only when it is kept. */
  changed(id: string | null, text: () => string): void {
    if (this.#waiting !== undefined && this.#waiting.id !== id) this.flush()
    this.#waiting = { id, text }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), this.#pauseMs)
  }

  /** Keeps what waits, now. */
  flush(): void {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) return
    // A draft that could not be kept is still in the field, and the next key tries again.
    this.#keep(waiting.id, waiting.text()).catch(() => undefined)
  }

  /** What waits for this conversation is not worth keeping any more: it was sent. */
  drop(id: string | null): void {
    if (this.#waiting?.id === id) this.dropAll()
  }

  /** Nothing that waits is worth keeping any more. */
  dropAll(): void {
    clearTimeout(this.#timer)
    this.#waiting = undefined
  }
}
