// The bookmarks as the window lists them: read when the list opens, narrowed by what is typed.
import { bridge, type BookmarkRow, type BridgeError, toBridgeError } from '../../bridge'
import { session, showFailure } from '../../session'

class Bookmarks {
  open = $state(false)
  text = $state.raw('')
  at = $state.raw(0)
  /** One was chosen: whoever closes the list leaves the focus where it is. */
  went = false
  #all = $state.raw<readonly BookmarkRow[] | null>(null)
  failure = $state.raw<BridgeError | null>(null)

  /** They are here. */
  get read(): boolean {
    return this.#all !== null
  }

  readonly rows: readonly BookmarkRow[] = $derived.by(() => {
    const words = this.text.trim().toLocaleLowerCase().split(/\s+/u)
    return (this.#all ?? []).filter(({ title, beginning }) => {
      const place = `${title} ${beginning}`.toLocaleLowerCase()
      return words.every((word) => place.includes(word))
    })
  })

  show(): void {
    this.text = ''
    this.at = 0
    this.went = false
    this.open = true
    void this.load()
  }

  async load(): Promise<void> {
    this.failure = null
    try {
      this.#all = (await bridge.call('bookmarks_get', {})).rows
    } catch (error) {
      this.failure = toBridgeError(error)
    }
  }

  type(text: string): void {
    this.text = text
    this.at = 0
  }

  move(step: number): void {
    const { length } = this.rows
    if (length > 0) this.at = Math.min(length - 1, Math.max(0, this.at + step))
  }

  choose(row: BookmarkRow | undefined): void {
    if (row === undefined) return
    this.went = true
    this.open = false
    setTimeout(() => session.openAt(row.conversationId, row.messageId), 0)
  }

  /** Takes a bookmark away. */
  async remove(row: BookmarkRow): Promise<void> {
    const before = this.#all
    this.#all = (before ?? []).filter((other) => other.messageId !== row.messageId)
    this.at = Math.max(0, Math.min(this.at, this.rows.length - 1))
    try {
      await bridge.call('message_bookmark', { messageId: row.messageId, on: false })
      this.onremoved?.(row.messageId)
    } catch (error) {
      this.#all = before
      showFailure(toBridgeError(error))
    }
  }

  /** Told when a bookmark was taken away here: the message may be on the screen. */
  onremoved: ((messageId: string) => void) | undefined
}

export const bookmarks = new Bookmarks()
