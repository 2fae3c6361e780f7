// A long run of things one below another (messages of a conversation, blocks of a text), of which those near the reader
// are mounted. The sight tells it what is seen.
import type { Heights } from './heights'
import { nextSpan, type Piece, piecesOf, type Span } from './pieces'
import type { Seen, Sight } from './sight.svelte'

/** Runs of at most this many are mounted whole. */
const SHORT = 8

/** So long after it grew at its end, a run is taken to be growing. */
const GROWING_MS = 200

/** What is mounted of one run. */
export class Run implements Seen {
  element: HTMLElement | undefined
  heights: Heights
  #sight: Sight
  #between: number
  #span = $state.raw<Span>({ from: 0, to: 0 })
  #kept = $state.raw<readonly number[]>([])
  #top = 0
  #bottom = 0
  /** Where it is seen is known. */
  #placed = false
  #grewAtMs = Number.NEGATIVE_INFINITY
  #sizes = new ResizeObserver((entries) => this.#take(entries))

  /** Heights hold the space of `between` pixels after each. */
  constructor(sight: Sight, heights: Heights, between = 0) {
    this.#sight = sight
    this.heights = heights
    this.#between = between
  }

  /** Attaches to the element that holds the run and nothing else. */
  attach = (element: HTMLElement): (() => void) => {
    this.element = element
    const leave = this.#sight.add(this)
    return () => {
      leave()
      this.#sizes.disconnect()
      this.element = undefined
    }
  }

  /** Measures one of the run while it is mounted. Its element carries its number in `data-place`. */
  measured = (element: HTMLElement): (() => void) => {
    this.#sizes.observe(element)
    return () => this.#sizes.unobserve(element)
  }

  /** The run is this long now. `following`: the reader is at its end and stays there. */
  grew(count: number, estimate: (index: number) => number, following: boolean): void {
    this.heights.resize(count, estimate)
    if (count <= SHORT) {
      this.#set({ from: 0, to: count })
      return
    }
    if (following) {
      this.#grewAtMs = performance.now()
      this.#bottom = this.heights.total
      this.#top = this.#bottom - this.#sight.height
      this.#placed = true
    }
    // A long text far up would show its beginning for a moment, wherever the reader is.
    if (this.#placed) this.#set(this.#next())
  }

  /** So many more stand before its first one now. What is mounted stays. */
  preceded(count: number, estimate: (index: number) => number): void {
    const before = this.heights.total
    this.heights.precede(count, estimate)
    const px = this.heights.total - before
    this.#top += px
    this.#bottom += px
    this.#span = { from: this.#span.from + count, to: this.#span.to + count }
  }

  see(top: number, bottom: number): boolean {
    // Whoever moves away from the end wants to see what is above it.
    if (bottom < this.heights.total - this.#sight.height / 4) this.#grewAtMs = Number.NEGATIVE_INFINITY
    this.#top = top
    this.#bottom = bottom
    this.#placed = true
    return this.heights.count > SHORT && this.#set(this.#next())
  }

  /** These stay mounted, wherever the reader is. */
  keep(indexes: readonly number[]): boolean {
    if (indexes.length === this.#kept.length && indexes.every((index, at) => index === this.#kept[at])) return false
    this.#kept = indexes
    return true
  }

  pieces(keyOf: (index: number) => string): Piece[] {
    return piecesOf(this.heights, this.#span, this.#kept, this.#between, keyOf)
  }

  #next(): Span {
    const { far } = this.#sight
    // While much comes at the end, what is above is left alone: whoever scrolls there has it mounted then.
    const near = performance.now() - this.#grewAtMs < GROWING_MS ? this.#sight.near / 4 : this.#sight.near
    return nextSpan(this.heights, this.#span, this.#top, this.#bottom, near, far)
  }

  #set(span: Span): boolean {
    if (span.from === this.#span.from && span.to === this.#span.to) return false
    this.#span = span
    return true
  }

  #take(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, borderBoxSize } of entries) {
      const px = borderBoxSize[0]?.blockSize ?? 0
      const index = target instanceof HTMLElement ? Number(target.dataset['place']) : Number.NaN
      if (px > 0 && index >= 0) this.heights.set(index, px + this.#between)
    }
  }
}
