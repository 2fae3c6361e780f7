// One conversation as the window holds it: its shown path, its running answers, what is typed, what went wrong.
// It decides; the components show.
import {
  type Bridge,
  type BridgeError,
  type ConversationInfo,
  type ConversationView,
  type MessageSource,
  type MessageView,
  type Parameters,
  type PictureView,
  type ThinkingWord,
  toBridgeError,
  type TurnStarted,
} from '../../bridge'
import { Draft, drafted, type Extras, joinFiles, noExtras, noParameters, refsOf } from '../composer'
import type { Message } from './message.svelte'
import { Path } from './path.svelte'
import { Queue } from './queue.svelte'
import { Rest } from './rest'

/** What the next turn is asked with. */
export interface Choice {
  model: string
  thinking: ThinkingWord
  parameters: Parameters
}

/** A message that was sent and is not confirmed yet. */
export interface Echo {
  text: string
  pictures: readonly PictureView[]
  /** How many messages of the path stay above it. */
  after: number
}

/** Where a message goes. */
interface Place {
  parentId: string | null
  /** How many messages of the path stay above it. */
  after: number
}

/** Something that was asked for and did not work. */
export interface Problem {
  error: BridgeError
  doing: 'send' | 'sendNext' | 'resend' | 'regenerate' | 'goOn' | 'hurry' | 'takeBack' | 'stop' | 'show' | 'fork' | 'configure' | 'bookmark' | 'delete' | 'keepQueue'
}

/** Messages of a long path that come first; those before them follow when there is time. More than a screen shows. */
const NEWEST = 30

type Loading = { state: 'loading' } | { state: 'ready' } | { state: 'failed'; error: BridgeError }

/** A conversation, from its first key press on. */
export class Conversation {
  /** Stable from the start; the id comes with the first answer. */
  readonly key = crypto.randomUUID()
  readonly draft = new Draft()
  /** What waits behind the answer that is coming. */
  readonly queue: Queue
  /** What of it is not here yet. */
  readonly rest: Rest
  id = $state.raw<string | null>(null)
  info = $state.raw<ConversationInfo | null>(null)
  loading = $state.raw<Loading>({ state: 'ready' })
  echo = $state.raw<Echo | null>(null)
  problem = $state.raw<Problem | null>(null)
  choice = $state.raw<Choice>({ model: '', thinking: 'high', parameters: noParameters })
  /** Message whose editor is open, and its text. */
  editing = $state.raw<{ id: string; text: string } | null>(null)
  /** Counts what the reader sent: the view goes to the end when it grows. */
  sent = $state.raw(0)

  /** Called once, when the conversation gets its id. */
  onborn: (() => void) | undefined
  /** Called when its only message was taken back: it is not in the history any longer. */
  ongone: ((text: string, extras: Extras) => void) | undefined
  /** Another answer was asked for, and nothing has come back yet. */
  #asking = $state.raw(false)
  #forking = false
  #source: Bridge
  readonly #path: Path

  constructor(source: Bridge, choice: Choice, id: string | null = null) {
    this.#source = source
    this.#path = new Path(source, ({ status }) => {
      // After an error or a stop what waits goes on waiting: it may mean something else now.
      if (status === 'done') this.#sendLine()
    })
    this.queue = new Queue(source, () => this.id, (error) => {
      if (error !== null) this.problem = { error, doing: 'keepQueue' }
      else if (this.problem?.doing === 'keepQueue') this.problem = null
    })
    this.rest = new Rest(source, this)
    this.choice = choice
    this.id = id
    if (id !== null) void this.load()
  }

  /** The messages of the shown path. */
  get messages(): readonly Message[] {
    return this.#path.messages
  }

  /** Messages of its path stand before the first of these and are not here yet. */
  get earlier(): boolean {
    return this.#path.earlier
  }

  /** The answer that is coming on the shown path; it looks at every message, so not to be asked by each of them. */
  get running(): Message | null {
    return this.#path.running
  }

  /** A message is on its way, or its answer is. */
  get busy(): boolean {
    return this.#asking || this.echo !== null || this.running !== null
  }

  get empty(): boolean {
    return this.loading.state === 'ready' && this.messages.length === 0 && this.echo === null
  }

  async load(): Promise<void> {
    const id = this.id
    if (id === null) return
    this.loading = { state: 'loading' }
    try {
      const view = await this.#source.call('conversation_open', {
        conversationId: id,
        ...(this.messages.length === 0 ? { newest: NEWEST } : {}),
      })
      // What was typed while it opened is newer than what was kept.
      if (this.draft.blank) this.draft.put(view.info.draft)
      this.take(view)
      this.queue.take(view.queue, this.busy)
      this.loading = { state: 'ready' }
    } catch (error) {
      this.loading = { state: 'failed', error: toBridgeError(error) }
    }
  }

  /** Sends the draft, or puts it in line while an answer comes. Its text is back in the composer when that fails. */
  async send(): Promise<void> {
    const { text, extras } = this.draft
    if (this.draft.blank || this.draft.intake.reading || this.loading.state !== 'ready' || (this.busy && this.draft.unqueueable)) return
    this.draft.clear()
    if (this.busy) {
      this.queue.add(text)
      return
    }
    const started = await this.#ask('send', text, this.#place(), undefined, extras)
    if (started) return
    this.draft.giveBack(text)
    if (this.draft.extras === noExtras) this.draft.extras = extras
  }

  /** Sends the first message that waits. */
  async sendNext(): Promise<void> {
    if (this.busy || this.loading.state !== 'ready' || this.queue.headEdited) return
    const first = this.queue.next()
    if (first === undefined) return
    const started = await this.#ask('sendNext', first.text, this.#place(), first.clientId)
    if (!started) this.queue.back(first)
  }

  /** A waiting message is changed, or left as it was: what waited for that goes. */
  queuedEdited(save: boolean): void {
    if (this.queue.closeEditor(save)) this.#goOnAfterEnded()
  }

  /** What waits goes by itself, unless it waits for the reader. */
  #sendLine(): void {
    if (!this.queue.held) void this.sendNext()
  }

  /** After the end of the shown path. */
  #place(): Place {
    return { parentId: this.messages.at(-1)?.id ?? null, after: this.messages.length }
  }

  /** Asks an edited message again: another version beside the old one. */
  async resend(message: Message, text: string): Promise<void> {
    const whole = joinFiles(text, message.files)
    const { pictures } = message.view
    if ((whole.trim() === '' && pictures.length === 0) || this.busy) return
    const place = this.messages.indexOf(message)
    this.editing = null
    const started = await this.#ask('resend', whole, { parentId: message.view.parentId, after: Math.max(0, place) }, undefined, { pictures, beginWith: null })
    if (!started) this.editing = { id: message.id, text }
  }

  async regenerate(message: Message): Promise<void> {
    const { model, thinking } = this.choice
    const clientId = crypto.randomUUID()
    await this.#again('regenerate', () => this.#source.call('turn_regenerate', { messageId: message.id, model, thinking, clientId }))
  }

  /** Goes on with an answer that was cut, in its own place. */
  async goOn(message: Message): Promise<void> {
    await this.#again('goOn', () => this.#source.call('turn_continue', { messageId: message.id }))
  }

  /** Asks for an answer to what was asked already; a second click is no second wish. */
  async #again(doing: 'regenerate' | 'goOn', ask: () => Promise<TurnStarted>): Promise<void> {
    if (this.busy) return
    this.#asking = true
    await this.attempt(doing, async () => {
      this.#started(await ask().finally(() => (this.#asking = false)))
      this.#goOnAfterEnded()
    })
  }

  /** Ends the wait for the next try. */
  async hurry(message: Message): Promise<void> {
    await this.attempt('hurry', () => this.#source.call('turn_hurry', { messageId: message.id }))
  }

  /** Takes a question back that was not sent: all of it is in the composer again. */
  async takeBack(message: Message): Promise<void> {
    message.stopping = true
    const done = await this.attempt('takeBack', async () => {
      const { view, text, pictures, beginWith } = await this.#source.call('turn_take_back', { messageId: message.id })
      const extras: Extras = { pictures: await drafted(pictures), beginWith }
      if (view === null) {
        this.ongone?.(text ?? '', extras)
        return
      }
      if (text !== null) this.draft.giveBack(text, extras)
      this.take(view)
    })
    if (!done) message.stopping = false
  }

  async stop(): Promise<void> {
    const message = this.running
    if (message === null || message.stopping) return
    message.stopping = true
    const done = await this.attempt('stop', () => this.#source.call('turn_stop', { messageId: message.id }))
    if (!done) message.stopping = false
  }

  /** Shows another version of a message. */
  async show(messageId: string): Promise<void> {
    await this.attempt('show', async () => {
      this.take(await this.#source.call('message_show', { messageId }))
    })
  }

  /** Makes a conversation of its own of the path up to a message; its id. */
  async fork(message: Message): Promise<string | null> {
    if (this.#forking) return null
    this.#forking = true
    let id: string | null = null
    await this.attempt('fork', async () => {
      id = (await this.#source.call('conversation_fork', { messageId: message.id })).info.id
    })
    this.#forking = false
    return id
  }

  /** The bookmark of a message was taken away elsewhere. */
  unmark(messageId: string): void {
    const message = this.messages.find(({ id }) => id === messageId)
    if (message !== undefined) message.view = { ...message.view, bookmarked: false }
  }

  /** Chooses what the next turn is asked with. */
  async configure(change: Partial<Choice>): Promise<void> {
    const before = this.choice
    this.choice = { ...before, ...change }
    const conversationId = this.id
    if (conversationId === null) return
    const done = await this.attempt('configure', async () => {
      this.info = await this.#source.call('conversation_configure', { conversationId, ...this.choice })
    })
    if (!done) this.choice = before
  }

  sourceOf(message: Message): Promise<MessageSource> {
    return this.#source.call('message_source', { messageId: message.id })
  }

  /** Leaves every answer alone: the conversation is not kept any longer. */
  close(): void {
    this.#path.close()
  }

  async #ask(
    doing: 'send' | 'sendNext' | 'resend',
    text: string,
    { parentId, after }: Place,
    clientId: string = crypto.randomUUID(),
    { pictures, beginWith }: { pictures: readonly PictureView[]; beginWith: string | null } = noExtras,
  ): Promise<boolean> {
    this.echo = { text, pictures, after }
    this.sent += 1
    const done = await this.attempt(doing, async () => {
      const started = await this.#source.call('turn_start', {
        ...(this.id === null ? {} : { conversationId: this.id }),
        ...(parentId === null ? {} : { parentId }),
        text,
        ...(pictures.length === 0 ? {} : { pictures: refsOf(pictures) }),
        ...(beginWith === null || beginWith.trim() === '' ? {} : { beginWith }),
        ...this.choice,
        clientId,
      })
      this.#started(started)
    })
    this.echo = null
    if (done) this.#goOnAfterEnded()
    return done
  }

  /** An answer that ended before it could be followed is not heard to end: what waits behind it goes now. */
  #goOnAfterEnded(): void {
    if (this.messages.at(-1)?.view.status === 'done') this.#sendLine()
  }

  #started(started: TurnStarted): void {
    const born = this.id === null
    this.id = started.view.info.id
    this.echo = null
    this.take(started.view)
    if (born) this.onborn?.()
    // What was put in line before there was an id.
    if (born && this.queue.list.length > 0) this.queue.keep()
  }

  /** Tries something; what goes wrong is shown over the composer. `false`: it did. */
  async attempt(doing: Problem['doing'], work: () => Promise<unknown>): Promise<boolean> {
    this.problem = null
    try {
      await work()
      return true
    } catch (error) {
      this.problem = { error: toBridgeError(error), doing }
      return false
    }
  }

  /** Takes the conversation as it is now. */
  take(view: ConversationView): void {
    this.info = view.info
    this.choice = { model: view.info.model, thinking: view.info.thinking, parameters: view.info.parameters }
    this.#path.take(view)
  }

  /** The beginning of its path: these stand before the first of the messages that are here. */
  precede(views: readonly MessageView[]): void {
    if (this.echo !== null) this.echo = { ...this.echo, after: this.echo.after + views.length }
    this.#path.precede(views)
  }
}
