// Finds words in a whole conversation: what is mounted and what is not, thinking too.
import type { Conversation } from './conversation.svelte'
import type { Message } from './message.svelte'
import { occurrences, patternOf } from './occurrences'
import type { Part } from './pins.svelte'
import { searchText } from './search-text'

/** One place where the words occur. */
export interface Hit {
  readonly messageId: string
  readonly part: Part
  /** Counted in its part; -1: a message of one's own, which has no blocks. */
  readonly block: number
  /** Which of the block's hits. */
  readonly nth: number
  /** Where in the block's words. */
  readonly from: number
}

/** More are not counted. */
export const MOST_HITS = 10_000

export class Finder {
  open = $state.raw(false)
  query = $state.raw('')
  hits = $state.raw<readonly Hit[]>([])
  /** The hit that is shown; -1: none. */
  at = $state.raw(-1)
  #conversation: Conversation

  constructor(conversation: Conversation) {
    this.#conversation = conversation
  }

  get current(): Hit | null {
    return this.hits[this.at] ?? null
  }

  /** Looks for what was typed. The first hit from `seen` on is shown, or the one that was. */
  search(seen: string | null): void {
    const before = this.current
    this.hits = this.#find()
    this.at = this.#nearest(before, seen)
  }

  /** To the next hit, or to the one before; round the ends. */
  step(by: 1 | -1): void {
    const count = this.hits.length
    if (count > 0) this.at = (this.at + by + count) % count
  }

  #find(): Hit[] {
    const pattern = patternOf(this.query)
    if (pattern === null) return []
    const hits: Hit[] = []
    const look = (message: Message, part: Part, block: number, text: string): void => {
      for (const [nth, [from]] of occurrences(text, pattern, MOST_HITS - hits.length).entries()) {
        hits.push({ messageId: message.id, part, block, nth, from })
      }
    }
    for (const message of this.#conversation.messages) {
      if (hits.length >= MOST_HITS) break
      if (message.view.role !== 'assistant') look(message, 'answer', -1, message.words)
      for (const [block, cell] of message.reasoning.cells.entries()) look(message, 'reasoning', block, searchText(cell.block))
      for (const [block, cell] of message.answer.cells.entries()) look(message, 'answer', block, searchText(cell.block))
    }
    return hits
  }

  #nearest(before: Hit | null, seen: string | null): number {
    if (this.hits.length === 0) return -1
    const order = new Map(this.#conversation.messages.map((message, index) => [message.id, index]))
    const place = (id: string): number => order.get(id) ?? 0
    const from = before?.messageId ?? seen
    if (from === null) return 0
    const again = this.hits.findIndex((hit) =>
      before === null
        ? place(hit.messageId) >= place(from)
        : place(hit.messageId) > place(from) ||
          (hit.messageId === from && (hit.part !== before.part || (hit.block - before.block || hit.from - before.from) >= 0)),
    )
    return again === -1 ? 0 : again
  }
}
