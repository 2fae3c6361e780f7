// Messages that wait in line behind the answer that is coming. Each has the id it will be sent with, so that it is sent
// once, whoever sends it. The program keeps the line with the conversation.
import { type Bridge, type BridgeError, type QueuedMessage, toBridgeError } from '../../bridge'

/** The line of one conversation. */
export class Queue {
  list = $state.raw<readonly QueuedMessage[]>([])
  /** It lay here before anything was coming, out of another run or another program's file: it waits for the reader. */
  held = $state.raw(false)
  /** The one that is being changed, and its text so far: it is not sent meanwhile. */
  editing = $state.raw<{ readonly clientId: string; readonly text: string } | null>(null)
  #source: Bridge
  #conversationId: () => string | null
  /** The program kept the line, or did not (`error`): it is in the window alone then. */
  #told: (error: BridgeError | null) => void
  #unkept = $state.raw(false)

  constructor(source: Bridge, conversationId: () => string | null, told: (error: BridgeError | null) => void = () => undefined) {
    this.#source = source
    this.#conversationId = conversationId
    this.#told = told
  }

  /** Something of it is nowhere but here: its conversation is not let go. */
  get onlyHere(): boolean {
    return this.editing !== null || this.#unkept
  }

  /** Takes the line as the program has it. Only what was put in line behind an answer goes by itself. */
  take(list: readonly QueuedMessage[], behindAnswer: boolean): void {
    this.list = list
    this.held = list.length > 0 && !behindAnswer
  }

  add(text: string): void {
    this.#change([...this.list, { clientId: crypto.randomUUID(), text }])
  }

  /** Another text; a blank one takes it out. It is another message then: the old id may have been sent. */
  edit(clientId: string, text: string): void {
    if (text.trim() === '') this.remove(clientId)
    else this.#change(this.list.map((queued) => (queued.clientId === clientId ? { clientId: crypto.randomUUID(), text } : queued)))
  }

  /** The first one is being changed. */
  get headEdited(): boolean {
    return this.editing !== null && this.editing.clientId === this.list[0]?.clientId
  }

  /** Its editor closes, with or without what was written; `true`: the line waited for it. */
  closeEditor(save: boolean): boolean {
    const { editing, headEdited } = this
    this.editing = null
    if (save && editing !== null) this.edit(editing.clientId, editing.text)
    return headEdited
  }

  /** One place towards the front (-1) or the end (1). */
  move(clientId: string, step: -1 | 1): void {
    const from = this.list.findIndex((queued) => queued.clientId === clientId)
    const to = from + step
    const one = this.list[from]
    const other = this.list[to]
    if (one === undefined || other === undefined) return
    this.#change(this.list.map((queued, place) => (place === from ? other : place === to ? one : queued)))
  }

  remove(clientId: string): void {
    this.#change(this.list.filter((queued) => queued.clientId !== clientId))
  }

  /** Puts a removed one back where it stood. */
  putBack(queued: QueuedMessage, place: number): void {
    this.#change(this.list.toSpliced(place, 0, queued))
  }

  /** Takes the first one to send it. The program takes it out of its line with the rows of the turn. */
  next(): QueuedMessage | undefined {
    const [first, ...rest] = this.list
    this.list = rest
    this.held = false
    return first
  }

  /** The first one could not be sent: it is the first again. */
  back(queued: QueuedMessage): void {
    this.list = [queued, ...this.list]
  }

  /** Keeps the line with the conversation, as soon as that has an id. */
  keep(): void {
    const conversationId = this.#conversationId()
    if (conversationId === null) return
    this.#keeping += 1
    const turn = this.#keeping
    const said = (error: BridgeError | null): void => {
      // A newer change has the last word.
      if (turn !== this.#keeping) return
      const before = this.#unkept
      this.#unkept = error !== null
      if (before || this.#unkept) this.#told(error)
    }
    // A line that could not be kept is still in the window, and is kept with its next change.
    this.#source.call('queue_keep', { conversationId, queue: [...this.list] }).then(
      () => said(null),
      (error: unknown) => said(toBridgeError(error)),
    )
  }

  /** Counts what was asked to be kept. */
  #keeping = 0

  #change(list: readonly QueuedMessage[]): void {
    this.list = list
    if (list.length === 0) this.held = false
    this.keep()
  }
}
