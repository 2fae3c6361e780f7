// Which messages are mounted: the newest ones, and older ones in batches as the reader comes near.
// A thousand messages laid out at once cost over a second; thirty cost nothing that is felt.

/** How many are mounted at first, and how many more come at a time. */
export const BATCH = 30

/** Mounted messages above which the window shrinks again once the reader is back at the end. */
const SHRINK_ABOVE = 2 * BATCH

/** Index of the first mounted message. */
export class MountedWindow {
  #size = BATCH

  /** Index of the first message to mount, of `total`. */
  first(total: number): number {
    return Math.max(0, total - this.#size)
  }

  /** Mounts another batch. `false` when everything is mounted already. */
  more(total: number): boolean {
    if (this.first(total) === 0) return false
    this.#size += BATCH
    return true
  }

  /** A message came at the end: what is mounted stays mounted. */
  grew(by: number): void {
    this.#size += Math.max(0, by)
  }

  /** The reader is at the end: what is far above can go. `true` when something does. */
  shrink(): boolean {
    if (this.#size <= SHRINK_ABOVE) return false
    this.#size = BATCH
    return true
  }
}
