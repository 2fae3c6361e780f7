// The palette as the window holds it: what was typed, and what fits it.
import { bridge, type ConversationRow, type SearchHit } from '../../bridge'
import { type Action, actions, session } from '../../session'
import { fit } from './match'

const ACTIONS_MAX = 8
const TITLES_MAX = 6
const HITS_MAX = 4

export type Item =
  | { readonly kind: 'action'; readonly key: string; readonly action: Action }
  | { readonly kind: 'conversation'; readonly key: string; readonly row: ConversationRow }
  | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit }

class Palette {
  open = $state(false)
  text = $state('')
  at = $state(0)
  #rows = $state.raw<readonly ConversationRow[]>([])
  #hits = $state.raw<readonly SearchHit[]>([])
  #round = 0

  readonly items: readonly Item[] = $derived.by(() => {
    const scored = actions.list
      .filter((action) => !action.keyOnly && action.when?.() !== false)
      .map((action) => ({ action, points: fit(action.label(), this.text) }))
      .filter(({ points }) => points > 0)
      .sort((one, other) => other.points - one.points)
    const shown = this.text.trim() === '' ? scored : scored.slice(0, ACTIONS_MAX)
    const titles = this.#rows.map((row): Item => ({ kind: 'conversation', key: row.id, row }))
    const hits = this.#hits.map((hit): Item => ({ kind: 'hit', key: hit.messageId ?? `title ${hit.conversationId}`, hit }))
    const deeds = shown.map(({ action }): Item => ({ kind: 'action', key: action.id, action }))
    // What was typed on purpose stands first: a name that begins with it, else conversations.
    return [...deeds, ...titles, ...hits]
  })

  show(): void {
    this.text = ''
    this.at = 0
    this.#rows = []
    this.#hits = []
    this.open = true
    void this.#ask()
  }

  type(text: string): void {
    this.text = text
    this.at = 0
    void this.#ask()
  }

  move(step: number): void {
    const { length } = this.items
    if (length > 0) this.at = (this.at + step + length) % length
  }

  choose(item: Item | undefined): void {
    if (!item) return
    this.open = false
    // The dialog gives the focus back first; what is opened takes it after that.
    setTimeout(() => {
      if (item.kind === 'action') actions.run(item.action.id)
      else if (item.kind === 'conversation') session.open(item.row.id)
      else if (item.hit.messageId === null) session.open(item.hit.conversationId)
      else session.openAt(item.hit.conversationId, item.hit.messageId)
    }, 0)
  }

  /** Conversations and messages for what was typed; an answer that is out of date is dropped. */
  async #ask(): Promise<void> {
    const round = ++this.#round
    const text = this.text.trim()
    try {
      const page = await bridge.call('conversation_list', { limit: TITLES_MAX, ...(text === '' ? {} : { titleContains: text }) })
      if (round !== this.#round) return
      this.#rows = page.rows
      const found = [...text].length < 2 ? [] : (await bridge.call('search', { text, limit: HITS_MAX + TITLES_MAX })).hits
      if (round !== this.#round) return
      // Titles stand above already.
      this.#hits = found.filter((hit) => hit.messageId !== null).slice(0, HITS_MAX)
    } catch {
      // Without a history there still are actions.
      if (round === this.#round) this.#rows = this.#hits = []
    }
  }
}

export const palette = new Palette()
