// The search as the window holds it: what was typed, what was found, which hit the keys are at.
import { bridge, type BridgeError, type SearchHit, toBridgeError } from '../../bridge'
import { session } from '../../session'
import { type Filters, isFiltered, keyOf, NO_FILTERS, requestOf, withPage } from './hits'

const PAGE_HITS = 40
/** With fewer than these, the next page is asked for at once. */
const FEW_HITS = 20
/** Under this, waiting shows nothing. */
const PATIENCE_MS = 200

class SearchState {
  open = $state(false)
  text = $state('')
  filters = $state.raw<Filters>(NO_FILTERS)
  hits = $state.raw<readonly SearchHit[]>([])
  /** Something was looked for, and this is the answer to it. */
  answered = $state(false)
  /** The wait is long enough to be told. */
  slow = $state(false)
  /** All of the history can be found. */
  complete = $state(true)
  failure = $state.raw<BridgeError | null>(null)
  /** It closed because a hit was chosen. */
  went = false
  /** The hit that Enter opens. */
  at = $state(0)

  #next = $state.raw<string | null>(null)
  #asking = false
  #again = false
  #timer: ReturnType<typeof setTimeout> | undefined

  get filtered(): boolean {
    return isFiltered(this.filters)
  }

  get more(): boolean {
    return this.#next !== null
  }

  /** Opens the search, with these words if there are any. */
  show(text?: string): void {
    this.open = true
    this.went = false
    if (text !== undefined && text.trim() !== '') this.type(text)
    // What was found the last time may be out of date.
    else void this.#ask()
  }

  type(text: string): void {
    this.text = text
    void this.#ask()
  }

  narrow(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change }
    void this.#ask()
  }

  again(): void {
    void this.#ask()
  }

  /** Another history: nothing of the one before is shown. */
  forget(): void {
    this.open = false
    this.text = ''
    this.filters = NO_FILTERS
    this.#empty()
  }

  move(step: number): void {
    this.at = Math.min(Math.max(this.at + step, 0), Math.max(0, this.hits.length - 1))
    if (this.at > this.hits.length - 8) void this.loadMore()
  }

  choose(hit: SearchHit | undefined): void {
    if (!hit) return
    this.went = true
    this.open = false
    if (hit.messageId === null) session.open(hit.conversationId)
    else session.openAt(hit.conversationId, hit.messageId)
  }

  async loadMore(): Promise<void> {
    if (this.#asking || this.#next === null) return
    await this.#ask(this.#next)
  }

  #empty(): void {
    this.hits = []
    this.#next = null
    this.answered = false
    this.failure = null
    this.at = 0
  }

  /** One question at a time; what is typed meanwhile is asked after it, and an answer that is out of date is dropped. */
  async #ask(cursor: string | null = null): Promise<void> {
    if (this.#asking) {
      this.#again = true
      return
    }
    const { text, filters } = this
    const request = requestOf(text, filters, PAGE_HITS, cursor, Date.now())
    if (request === null) {
      this.#empty()
      return
    }
    this.#asking = true
    this.#timer ??= setTimeout(() => (this.slow = true), PATIENCE_MS)
    let goOn = false
    const isWanted = (): boolean => text === this.text && filters === this.filters
    try {
      const page = await bridge.call('search', request)
      if (isWanted()) {
        const was = this.hits[this.at]
        this.hits = cursor === null ? page.hits : withPage(this.hits, page.hits)
        if (cursor === null) this.at = this.answered && was ? Math.max(0, page.hits.findIndex((hit) => keyOf(hit) === keyOf(was))) : 0
        this.#next = page.next
        this.complete = page.complete
        this.answered = this.hits.length > 0 || page.next === null
        this.failure = null
        // Where words are common and rarely together, a page is what was found in a part of the history.
        goOn = page.next !== null && this.hits.length < FEW_HITS
      }
    } catch (thrown) {
      if (isWanted()) this.failure = toBridgeError(thrown)
    } finally {
      this.#asking = false
    }
    if (this.#again) {
      this.#again = false
      await this.#ask()
      return
    }
    if (goOn) {
      await this.#ask(this.#next)
      return
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.slow = false
  }
}

export const search = new SearchState()
