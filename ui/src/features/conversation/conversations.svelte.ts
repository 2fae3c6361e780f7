// The conversations the window holds: the shown one, and those left a moment ago. An answer goes on in a conversation
// that is not shown; coming back finds it as far as it is.
import { SvelteMap } from 'svelte/reactivity'
import type { AppMode, Bridge } from '../../bridge'
import { type Draft, DraftKeeper, type Extras } from '../composer'
import { type Choice, Conversation } from './conversation.svelte'

/** What the conversations need to know of the app, read when needed. */
export interface AppNow {
  mode: AppMode | null
  /** Model and thinking of a new conversation. */
  choice: Choice
  /** What was typed into a new conversation and kept. */
  newDraft: string
}

/** How many conversations are held besides running ones. */
const HELD = 12

/** The window's conversations. */
export class Conversations {
  #source: Bridge
  #app: () => AppNow
  #mode: AppMode | null = null
  /** The shown conversation got its id. */
  onborn: ((id: string) => void) | undefined
  /** The only message of the shown conversation was taken back: a new one is shown, with its text. */
  ongone: (() => void) | undefined
  #held = new SvelteMap<string, Conversation>()
  #keeper: DraftKeeper
  #current: Conversation

  constructor(source: Bridge, app: () => AppNow) {
    this.#source = source
    this.#app = app
    this.#keeper = new DraftKeeper((id, text) =>
      source.call('draft_keep', { ...(id === null ? {} : { conversationId: id }), text }),
    )
    this.#current = $state.raw(this.#fresh())
  }

  /** The conversation that is shown. */
  get current(): Conversation {
    return this.#current
  }

  /** Its id; nothing while it is a new one. */
  get currentId(): string | null {
    return this.#current.id
  }

  /** Shows a conversation, or a new one. What was typed in the one before is kept. */
  open(id: string | null): Conversation {
    this.#keeper.flush()
    if (this.#current.id === id) return this.#current
    if (id === null) this.#current = this.#blankPage()
    else {
      const held = this.#held.get(id)
      const conversation = held ?? this.#opened(id)
      this.#held.delete(id)
      this.#held.set(id, conversation)
      this.#current = conversation
      this.#letGo()
    }
    return this.#current
  }

  /** A conversation is gone: it is not held any longer, and a new one is shown in its place. */
  forget(id: string): void {
    const conversation = this.#held.get(id)
    conversation?.close()
    this.#held.delete(id)
    if (this.#current.id === id) this.#current = this.#blankPage()
  }

  /**
   * The app may have another history now: then nothing of before is shown, and `newDraft`, kept from the last time,
   * stands in the new conversation. Asking again in the same mode changes nothing.
   */
  forgetAll(): void {
    const { mode } = this.#app()
    if (mode === this.#mode) return
    this.#mode = mode
    this.beginAnew()
  }

  /** Nothing of before is held any longer: the history is another one, or it was erased. */
  beginAnew(): void {
    const { newDraft } = this.#app()
    // Kept now, it would land in the other history.
    this.#keeper.dropAll()
    for (const conversation of this.#held.values()) conversation.close()
    this.#held.clear()
    this.#current = this.#fresh()
    this.#current.draft.put(newDraft)
  }

  /** The draft of this conversation changed. */
  drafted(conversation: Conversation): void {
    this.#keeper.changed(conversation.id, () => conversation.draft.text)
  }

  /** This draft changed, whichever conversation it belongs to. */
  draftedIn(draft: Draft): void {
    const own = [this.#current, this.#unborn, ...this.#held.values()].find((conversation) => conversation?.draft === draft)
    if (own !== undefined) this.drafted(own)
  }

  /** The draft is being sent: what waits to be kept of it is out of date. */
  sending(conversation: Conversation): void {
    this.#keeper.drop(conversation.id)
  }

  /** The program was away: what is typed is kept once more, and what is shown is read anew. */
  takeUp(): void {
    for (const conversation of new Set([this.#current, ...this.#held.values()])) {
      if (!conversation.draft.blank) this.drafted(conversation)
      void conversation.load()
    }
  }

  /** Ids of held conversations whose answer is coming. */
  get runningIds(): string[] {
    return [...this.#held.keys()].filter((id) => this.#held.get(id)?.running !== null)
  }

  /** Keeps what is typed, now: the window may go. */
  flush(): void {
    this.#keeper.flush()
  }

  /** The new conversation that has no answer yet; what is typed in it waits for the reader. */
  #unborn: Conversation | undefined

  /** The new conversation that has something in it already, else one with the settings as they are now. */
  #blankPage(): Conversation {
    const unborn = this.#unborn
    return unborn !== undefined && (unborn.busy || !unborn.draft.blank || unborn.draft.onlyHere) ? unborn : this.#fresh()
  }

  #opened(id: string): Conversation {
    const conversation = new Conversation(this.#source, this.#app().choice, id)
    conversation.ongone = (text, extras) => this.#takenBack(conversation, text, extras)
    return conversation
  }

  /** Nothing is left of a conversation but what was typed: it stands in a new one. */
  #takenBack(conversation: Conversation, text: string, extras: Extras): void {
    const shown = this.#current === conversation
    const id = conversation.id
    if (id !== null) this.forget(id)
    // The library may have told of it first: then a new page is open already.
    const page = this.#unborn ?? this.#fresh()
    const { draft } = conversation
    if (!draft.blank) page.draft.giveBack(draft.text, draft.extras)
    page.draft.giveBack(text, extras)
    this.drafted(page)
    if (!shown) return
    this.#current = page
    this.ongone?.()
  }

  #fresh(): Conversation {
    const conversation = new Conversation(this.#source, this.#app().choice)
    conversation.ongone = (text, extras) => this.#takenBack(conversation, text, extras)
    this.#unborn = conversation
    conversation.onborn = () => {
      if (this.#unborn === conversation) this.#unborn = undefined
      if (conversation.id !== null) this.#held.set(conversation.id, conversation)
      // What was typed before it had an id is its draft now, and the nameless draft is empty.
      this.#keeper.drop(null)
      this.#source.call('draft_keep', { text: '' }).catch(() => undefined)
      if (!conversation.draft.blank) this.drafted(conversation)
      if (this.#current === conversation && conversation.id !== null) this.onborn?.(conversation.id)
    }
    return conversation
  }

  #letGo(): void {
    let spare = this.#held.size - HELD
    for (const [id, conversation] of this.#held) {
      if (spare <= 0) return
      if (conversation === this.#current || conversation.busy || conversation.draft.onlyHere || conversation.queue.onlyHere) continue
      conversation.close()
      this.#held.delete(id)
      spare -= 1
    }
  }
}
