// The shown path of one conversation: its messages, and the answers of it that are followed while they come.
import type { Bridge, ConversationView, MessageView } from '../../bridge'
import { Message } from './message.svelte'
import { TurnWatch } from './turn-watch'

export class Path {
  messages = $state.raw<readonly Message[]>([])
  /** Messages of it stand before the first of these and are not here yet. */
  earlier = $state.raw(false)
  #source: Bridge
  #watches = new Map<string, TurnWatch>()
  /** An answer that was followed came to its end. */
  #ended: (answer: MessageView) => void

  constructor(source: Bridge, ended: (answer: MessageView) => void) {
    this.#source = source
    this.#ended = ended
  }

  /** The answer that is coming. It looks at every message: not to be asked by each of them. */
  get running(): Message | null {
    return this.messages.findLast((message) => message.streaming) ?? null
  }

  /** Takes the path as it is now. Messages that stay keep what they show. */
  take(view: ConversationView): void {
    this.earlier = view.earlier
    const known = new Map(this.messages.map((message) => [message.id, message]))
    const messages = view.messages.map((next) => {
      const message = known.get(next.id)
      if (message === undefined) return this.#message(next)
      message.take(next, this.#watches.has(next.id))
      return message
    })
    const shown = new Set(messages.map((message) => message.id))
    for (const [id, watch] of this.#watches) {
      if (shown.has(id)) continue
      watch.stop()
      this.#watches.delete(id)
    }
    for (const message of this.messages) if (!shown.has(message.id)) message.close()
    this.messages = messages
    for (const message of messages) if (message.streaming) this.#follow(message)
  }

  /** Its beginning: these stand before the first of the messages that are here. */
  precede(views: readonly MessageView[]): void {
    this.earlier = false
    this.messages = [...views.map((view) => this.#message(view)), ...this.messages]
  }

  /** Leaves every answer alone: the conversation is not kept any longer. */
  close(): void {
    for (const watch of this.#watches.values()) watch.stop()
    this.#watches.clear()
    for (const message of this.messages) message.close()
  }

  #message(view: MessageView): Message {
    return new Message(
      view,
      (part) => (ontint, onend) => this.#source.watch('tint_watch', { messageId: view.id, part }, ontint, onend),
    )
  }

  #follow(message: Message): void {
    if (this.#watches.has(message.id)) return
    const watch = new TurnWatch(this.#source, message.id, {
      snapshot: (view, phase) => message.snapshot(view, phase),
      phase: (phase) => message.phase(phase),
      servedBy: (host) => message.servedBy(host),
      patch: (reasoning, answer) => message.patch(reasoning, answer),
      ended: (view) => {
        this.#watches.delete(message.id)
        message.ended(view)
        this.#ended(view)
      },
    })
    this.#watches.set(message.id, watch)
  }
}
