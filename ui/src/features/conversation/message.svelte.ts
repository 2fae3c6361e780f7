// One message on the screen: its data, its blocks, and where it stands while it comes.
import type { MessageView, Op, Phase } from '../../bridge'
import { BlockList } from './block-list.svelte'
import type { TurnSink } from './turn-watch'

/** A message as it is shown. Its blocks live in [`answer`] and [`reasoning`], never in [`view`]. */
export class Message implements TurnSink {
  readonly id: string
  readonly answer: BlockList
  readonly reasoning: BlockList
  view: MessageView
  /** Where it stands; nothing once it has ended, or before the first event. */
  at = $state.raw<Phase | null>(null)
  /** What the reader chose for the thinking; nothing while they left it to us. */
  reasoningOpen = $state.raw<boolean | null>(null)
  /** The reader asked to stop, and the end has not come yet. */
  stopping = $state.raw(false)
  /** It was seen coming: its end is worth announcing. */
  live = $state.raw(false)

  constructor(view: MessageView) {
    this.id = view.id
    this.view = $state.raw(view)
    this.answer = new BlockList(view.blocks)
    this.reasoning = new BlockList(view.reasoning)
  }

  get streaming(): boolean {
    return this.view.status === 'streaming'
  }

  get hasAnswer(): boolean {
    return this.answer.cells.length > 0
  }

  get hasReasoning(): boolean {
    return this.reasoning.cells.length > 0
  }

  /** A newer reading of the same row. While the answer is followed, its blocks come by patches only. */
  take(view: MessageView, followed: boolean): void {
    if (!followed) this.#settle(view)
    this.view = view
  }

  snapshot(message: MessageView, phase: Phase): void {
    this.#settle(message)
    this.view = message
    this.at = phase
    this.live = true
  }

  phase(phase: Phase): void {
    this.at = phase
  }

  patch(reasoning: readonly Op[], answer: readonly Op[]): boolean {
    return this.reasoning.apply(reasoning) && this.answer.apply(answer)
  }

  ended(message: MessageView): void {
    this.#settle(message)
    this.view = message
    this.at = null
    this.stopping = false
  }

  #settle(view: MessageView): void {
    this.reasoning.settle(view.reasoning)
    this.answer.settle(view.blocks)
  }
}
