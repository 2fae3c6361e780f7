// What is on its way into a draft: files that are being read, and why some could not come along. It stays with its draft
// when another conversation is shown.
import type { AttachedFile } from './files'
import type { DraftPicture } from './pictures'

/** Reads files of which so many may still go along. */
export type ReadFiles = (room: number) => Promise<Read>

/** What came of reading files. */
export interface Read {
  readonly files: readonly AttachedFile[]
  readonly pictures: readonly DraftPicture[]
  /** Pictures that the chosen model would not see. */
  readonly unseen: readonly File[]
  /** A sentence for each file that cannot go along. */
  readonly refusals: readonly string[]
}

/** The way into one draft. */
export class Intake {
  /** A paste was refused, until the text changes again. */
  pasteRefused = $state.raw(false)
  /** Why files did not go along, until the text changes again. */
  refusals = $state.raw<readonly string[]>([])
  /** Pictures that the chosen model does not see, until the text changes again. */
  unseen = $state.raw<readonly File[]>([])
  /** The message was sent while its files were being read: it goes when they are here. */
  sends = $state.raw(false)
  #lots = $state.raw(0)
  #last: Promise<unknown> = Promise.resolve()

  /** Files are being read. */
  get reading(): boolean {
    return this.#lots > 0
  }

  /** Something did not come along. */
  get complains(): boolean {
    return this.pasteRefused || this.refusals.length > 0 || this.unseen.length > 0
  }

  /** Reads one lot of files after the other, so that each knows how much room the one before has left. */
  async take(room: () => number, read: ReadFiles, put: (read: Read) => void): Promise<void> {
    this.#lots += 1
    const before = this.#last
    const work = before.then(async () => {
      const lot = await read(room())
      put(lot)
      this.refusals = [...this.refusals, ...lot.refusals]
      this.unseen = [...this.unseen, ...lot.unseen]
    })
    this.#last = work.catch(() => undefined)
    try {
      await work
    } catch (error) {
      this.sends = false
      throw error
    } finally {
      this.#lots -= 1
    }
  }

  /** The message is sent; `true`: it waits for its files first. */
  waits(): boolean {
    this.clear()
    this.sends = this.reading
    return this.sends
  }

  /** Files are here; `true`: the message that waited for them goes now. What did not come along is for the reader to see first. */
  goes(): boolean {
    if (this.reading || !this.sends) return false
    this.sends = false
    return !this.complains
  }

  /** The text changed: what was said about the one before holds no longer. */
  clear(): void {
    this.sends = false
    this.pasteRefused = false
    this.refusals = []
    this.unseen = []
  }
}
