// What of a conversation is not here yet: the beginning of a long path, and the blocks of messages far from its end. It
// comes when there is time, or when somebody wants it.
import type { Bridge } from '../../bridge'
import type { Conversation } from './conversation.svelte'
import type { Message } from './message.svelte'

/** Messages whose blocks are asked for at once. */
const AT_ONCE = 40

export class Rest {
  #source: Bridge
  #conversation: Conversation
  /** The whole path, on its way. */
  #path: Promise<void> | undefined
  /** Messages whose blocks are on their way. */
  #coming = new Set<string>()

  constructor(source: Bridge, conversation: Conversation) {
    this.#source = source
    this.#conversation = conversation
  }

  /** Brings the messages before the first one. Where that fails, they are asked for again. */
  async path(): Promise<void> {
    if (!this.#conversation.earlier) return
    this.#path ??= this.#readPath().finally(() => (this.#path = undefined))
    await this.#path
  }

  async #readPath(): Promise<void> {
    const conversation = this.#conversation
    if (conversation.id === null) return
    const view = await this.#source.call('conversation_open', { conversationId: conversation.id }).catch(() => null)
    // A path that came meanwhile is a whole one.
    if (view === null || !conversation.earlier) return
    const first = conversation.messages[0]?.id
    conversation.precede(view.messages.slice(0, Math.max(0, view.messages.findIndex((message) => message.id === first))))
  }

  /** Brings the blocks of these messages, those that are here already left out. */
  async blocksOf(messages: readonly Message[]): Promise<void> {
    const missing = messages.filter((message) => !message.loaded && !this.#coming.has(message.id))
    if (missing.length === 0) return
    const messageIds = missing.map((message) => message.id)
    for (const id of messageIds) this.#coming.add(id)
    try {
      const { answers } = await this.#source.call('message_blocks', { messageIds })
      const known = new Map(missing.map((message) => [message.id, message]))
      for (const { messageId, blocks, reasoning } of answers) known.get(messageId)?.load(blocks, reasoning)
    } catch {
      // They are asked for again when they come into sight.
    } finally {
      for (const id of messageIds) this.#coming.delete(id)
    }
  }

  /** Brings everything, the newest first. */
  async all(pause: () => Promise<boolean> = () => Promise.resolve(true)): Promise<void> {
    if (this.#conversation.earlier && !(await pause())) return
    await this.path()
    for (;;) {
      const missing = this.#conversation.messages.filter((message) => !message.loaded).slice(-AT_ONCE)
      if (missing.length === 0 || !(await pause())) return
      await this.blocksOf(missing)
      if (missing.some((message) => !message.loaded && !this.#coming.has(message.id))) return
    }
  }
}
