// One message on the screen: its data, its blocks, and where it stands while it comes.
import type { Block, MessageView, Op, Phase, TintPart } from '../../bridge'
import { blockHeight, questionHeight, unreadHeight } from './block-height'
import { BlockList } from './block-list.svelte'
import { thinkingMs } from './duration'
import { splitFiles, type Split, type TextFile } from '../composer'
import type { TintSource } from './tints.svelte'
import type { TurnSink } from './turn-watch'

/** A message as it is shown. Its blocks live in [`answer`] and [`reasoning`], never in [`view`]. */
export class Message implements TurnSink {
  readonly id: string
  readonly answer: BlockList
  readonly reasoning: BlockList
  view: MessageView
  /** Where it stands; nothing once it has ended, or before the first event. */
  at = $state.raw<Phase | null>(null)
  /** When it was seen to begin thinking, and answering, in milliseconds since 1970 UTC. */
  thinkingSinceMs = $state.raw<number | null>(null)
  answeringSinceMs = $state.raw<number | null>(null)
  /** When something last came, in milliseconds since 1970 UTC: a silence is counted from here. */
  heardMs = $state.raw<number | null>(null)
  /** What the reader chose for the thinking; nothing while they left it to us. */
  reasoningOpen = $state.raw<boolean | null>(null)
  /** The reader asked to stop, and the end has not come yet. */
  stopping = $state.raw(false)
  /** Its blocks are here. Those of messages far from the end come when they are asked for. */
  loaded = $state.raw(true)
  /** How much of a long message of one's own shows; nothing: its beginning. */
  shownChars = $state.raw<number | null>(null)
  /** It was seen coming: its end is worth announcing. */
  live = $state.raw(false)

  /** `tintSource` opens the tints of one of its texts. */
  constructor(view: MessageView, tintSource?: (part: TintPart) => TintSource) {
    this.id = view.id
    this.view = $state.raw(view)
    this.#own = $derived(splitFiles(this.view.text))
    this.answer = new BlockList(view.blocks, tintSource?.('answer'))
    this.reasoning = new BlockList(view.reasoning, tintSource?.('reasoning'))
    this.loaded = view.laterBytes === 0
  }

  /** The blocks that were missing. */
  load(answer: readonly Block[], reasoning: readonly Block[]): void {
    if (this.loaded) return
    this.answer.settle(answer)
    this.reasoning.settle(reasoning)
    this.loaded = true
  }

  /** One's own message: its words, and the files that went along. */
  readonly #own: Split

  get words(): string {
    return this.#own.words
  }

  get files(): readonly TextFile[] {
    return this.#own.files
  }

  get streaming(): boolean {
    return this.view.status === 'streaming'
  }

  get hasAnswer(): boolean {
    return this.answer.cells.length > 0
  }

  /** How high it will be, before it was ever mounted. */
  get estimatedPx(): number {
    if (this.view.role !== 'assistant') return questionHeight(this.words) + (this.files.length > 0 ? 40 : 0) + (this.view.pictures.length > 0 ? 82 : 0)
    if (!this.loaded) return unreadHeight(this.view.laterBytes)
    let px = 40 + (this.hasReasoning ? 34 : 0)
    for (const cell of this.answer.cells) px += blockHeight(cell.block)
    return px
  }

  get hasReasoning(): boolean {
    return this.reasoning.cells.length > 0
  }

  /** A newer reading of the same row. While the answer is followed, its blocks come by patches only. */
  take(view: MessageView, followed: boolean): void {
    if (!followed && view.laterBytes === 0) this.#settle(view)
    this.view = view
  }

  snapshot(message: MessageView, phase: Phase): void {
    this.#settle(message)
    this.view = message
    this.live = true
    this.phase(phase)
  }

  phase(phase: Phase): void {
    this.at = phase
    if (phase.name !== 'stalled') this.heardMs = Date.now()
    if (phase.name === 'thinking') this.thinkingSinceMs ??= phase.sinceMs
    else if (phase.name === 'answering') this.answeringSinceMs ??= phase.sinceMs
    // A new try begins from nothing.
    else if (phase.name === 'connecting') this.thinkingSinceMs = this.answeringSinceMs = null
  }

  servedBy(host: string | null): void {
    this.view = { ...this.view, servedBy: host }
  }

  /** How long it thought, or has thought so far when it still does; nothing when that is not known. */
  get thoughtMs(): number | null {
    const whole = thinkingMs(this.view.timings)
    if (whole !== null || this.thinkingSinceMs === null || this.answeringSinceMs === null) return whole
    return Math.max(0, this.answeringSinceMs - this.thinkingSinceMs)
  }

  patch(reasoning: readonly Op[], answer: readonly Op[]): boolean {
    this.heardMs = Date.now()
    return this.reasoning.apply(reasoning) && this.answer.apply(answer)
  }

  /** Its blocks came by patches and stay as they are; `message` carries none. */
  ended(message: MessageView): void {
    this.view = message
    this.at = null
    this.stopping = false
  }

  /** It is not kept any longer. */
  close(): void {
    this.answer.tints.close()
    this.reasoning.tints.close()
  }

  #settle(view: MessageView): void {
    this.loaded = true
    this.reasoning.settle(view.reasoning)
    this.answer.settle(view.blocks)
  }
}
