// Follows one answer while it comes: attaches, counts the events, applies them once a frame, and attaches anew when
// one is missing. What to do with an event is the sink's business.
import type { Bridge, MessageView, Op, Phase, TurnEvent } from '../../bridge'
import { FrameBatch } from './frame'

/** The one thing needed of the bridge here. */
export type TurnSource = Pick<Bridge, 'watch'>

/** Who shows the answer. */
export interface TurnSink {
  snapshot(message: MessageView, phase: Phase): void
  phase(phase: Phase): void
  /** The standby answers in the place of the chosen server. */
  servedBy(host: string | null): void
  /** `false` when a change did not fit. */
  patch(reasoning: readonly Op[], answer: readonly Op[]): boolean
  /** Over. The message has no blocks in it: what is shown stays. */
  ended(message: MessageView): void
}

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 2_000

/** One answer, followed until it ends or until [`stop`]. */
export class TurnWatch {
  #source: TurnSource
  #messageId: string
  #sink: TurnSink
  #seq: number | undefined
  #events: TurnEvent[] = []
  #batch = new FrameBatch(() => this.#apply())
  #leave: (() => void) | undefined
  /** Events of an attachment that was left may still come; they carry its number. */
  #attachment = 0
  #misses = 0
  #again: ReturnType<typeof setTimeout> | undefined
  #over = false

  constructor(source: TurnSource, messageId: string, sink: TurnSink) {
    this.#source = source
    this.#messageId = messageId
    this.#sink = sink
    this.#attach()
  }

  stop(): void {
    this.#over = true
    this.#detach()
    clearTimeout(this.#again)
  }

  /** Applies what has come without waiting for the frame. */
  flush(): void {
    this.#batch.now()
  }

  #attach(): void {
    const attachment = ++this.#attachment
    const current = (): boolean => attachment === this.#attachment && !this.#over
    const leave = this.#source.watch(
      'turn_attach',
      { messageId: this.#messageId },
      (event) => {
        if (!current()) return
        this.#events.push(event)
        this.#batch.ask()
      },
      () => {
        if (!current()) return
        // What came before the line broke is shown first; without an end among it, the answer is asked for anew.
        this.#batch.now()
        if (current()) this.#missed()
      },
    )
    if (this.#over || attachment !== this.#attachment) leave()
    else this.#leave = leave
  }

  #detach(): void {
    this.#attachment += 1
    this.#leave?.()
    this.#leave = undefined
    this.#batch.drop()
    this.#events = []
  }

  /** Something was missed: forget the count and ask for a snapshot, at once the first time, then with patience. */
  #missed(): void {
    this.#detach()
    this.#seq = undefined
    const wait = this.#misses === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#misses)
    this.#misses += 1
    clearTimeout(this.#again)
    this.#again = setTimeout(() => {
      if (!this.#over) this.#attach()
    }, wait)
  }

  #apply(): void {
    const events = this.#events
    this.#events = []
    for (const { seq, kind } of events) {
      if (kind.type === 'snapshot') {
        this.#seq = seq
        this.#sink.snapshot(kind.message, kind.phase)
        continue
      }
      if (this.#seq !== undefined && seq <= this.#seq) continue
      if (this.#seq === undefined || seq !== this.#seq + 1) {
        this.#missed()
        return
      }
      this.#seq = seq
      if (kind.type === 'ended') {
        this.stop()
        this.#sink.ended(kind.message)
        return
      }
      if (kind.type === 'phase') this.#sink.phase(kind.phase)
      else if (kind.type === 'servedBy') this.#sink.servedBy(kind.host)
      else if (this.#sink.patch(kind.reasoning, kind.answer)) this.#misses = 0
      else {
        this.#missed()
        return
      }
    }
  }
}
