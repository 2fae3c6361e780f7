// What the reader sees of the list, and where they are. At the end they stay at the end: the list hangs from its lower
// edge (`column-reverse`), so the engine keeps that without a script. Further up, what they read is held where it is:
// the first block that begins in sight is remembered, and when something above or below it changes size, its place is put right
// before the frame is painted. WebKitGTK has no scroll anchoring (2.50, read 2026-11-22), and two keepers would disturb
// each other, so the engine's own is off in the list's style.
import { flushSync, getContext, setContext } from 'svelte'
import { nextPaint } from './frame'
import { idle } from './idle'

/** Closer to the end than this is at the end. A wheel's step is several times as much. */
const AT_END_PX = 8
/** Heights of the view that are mounted around it: at least, and at most before something goes. */
const NEAR_VIEWS = 0.9
const FAR_VIEWS = 1.5
/** The same until it was painted for the first time: whoever opens a conversation waits for what they see. */
const FIRST_VIEWS = 0.1
/** What begins in this upper share of the view is held; of what began above it the part out of sight may change. */
const HELD_VIEW = 0.6
/** So long after the last change of size nothing grows. More than a run takes for growing. */
const CALM_MS = 300
/** While the end grows under a reader who stays there, what is mounted follows by itself; it is looked at this seldom. */
const FOLLOWING_MS = 500

/** A run that wants to know what of it is seen. */
export interface Seen {
  readonly element: HTMLElement | undefined
  /** From where to where, in pixels from its start. `true`: it will mount something else now. */
  see(top: number, bottom: number): boolean
}

/** The view of one list. */
export class Sight {
  atEnd = $state.raw(true)
  /** Height of the view. */
  height = 900
  #scroller: HTMLElement | undefined
  #runs = new Set<Seen>()
  #anchor: Anchor | undefined
  /** Where a correction of ours has put it; the scroll event that follows is no movement of the reader. */
  #written: number | undefined
  #onlook: () => void
  #later: number | undefined
  #calm: ReturnType<typeof setTimeout> | undefined
  #painted = false
  #lookedMs = 0

  /** `onlook` runs after what is mounted may have changed. */
  constructor(onlook: () => void = () => undefined) {
    this.#onlook = onlook
  }

  get near(): number {
    return this.height * (this.#painted ? NEAR_VIEWS : FIRST_VIEWS)
  }

  get far(): number {
    return this.height * FAR_VIEWS
  }

  /** Attaches to the scroller; its one child holds the messages. */
  attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller
    this.height = scroller.clientHeight || this.height
    const content = scroller.firstElementChild
    const sizes = new ResizeObserver(() => this.#resized())
    sizes.observe(scroller)
    if (content !== null) sizes.observe(content)
    const scrolled = (): void => this.#scrolled()
    scroller.addEventListener('scroll', scrolled, { passive: true })
    void nextPaint().then(idle).then(() => {
      this.#painted = true
      this.look()
    })
    return () => {
      sizes.disconnect()
      scroller.removeEventListener('scroll', scrolled)
      clearTimeout(this.#calm)
      if (this.#later !== undefined) cancelAnimationFrame(this.#later)
      this.#scroller = undefined
    }
  }

  add(run: Seen): () => void {
    this.#runs.add(run)
    // Where it stands is only known once it is there.
    this.#lookSoon()
    return () => this.#runs.delete(run)
  }

  toEnd(): void {
    this.atEnd = true
    this.#anchor = undefined
    if (this.#scroller !== undefined) this.#scroller.scrollTop = 0
    this.look()
  }

  /** To the very beginning, at once: on a long way, putting the place right would cut an animation off. */
  toStart(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    for (let round = 0; round < 6; round += 1) {
      const start = scroller.clientHeight - scroller.scrollHeight
      if (round > 0 && scroller.scrollTop - start < 2) break
      scroller.scrollTop = start
      this.#scrolled()
    }
  }

  /** Mounts what is in sight, before it is painted. What the reader reads stays where it is. `true`: something was mounted. */
  look(): boolean {
    const scroller = this.#scroller
    if (scroller === undefined) return false
    this.#lookedMs = performance.now()
    // What came in this frame has moved things and was not told yet: what is in sight is what will be once it is put right.
    this.#hold()
    let mounted = false
    // A run that is mounted by a round has its own parts to mount in the next.
    for (let round = 0; round < 4; round += 1) {
      const edge = scroller.getBoundingClientRect().top
      const tops = [...this.#runs].map((run) => ({ run, top: run.element?.getBoundingClientRect().top }))
      let changed = false
      for (const { run, top } of tops) {
        if (top !== undefined && run.see(edge - top, edge - top + this.height)) changed = true
      }
      if (!changed) break
      mounted = true
      flushSync()
      this.#hold()
    }
    if (!this.atEnd && this.#anchor === undefined) this.#remember()
    this.#onlook()
    return mounted
  }

  /** The id of the first message in sight. */
  topmost(): string | null {
    const scroller = this.#scroller
    if (scroller === undefined) return null
    const messages = scroller.querySelectorAll('[data-message]')
    return messages[indexBelow(messages, scroller.getBoundingClientRect().top)]?.getAttribute('data-message') ?? null
  }

  /** Brings a place into sight, at a third of the view when it is not. */
  show(place: { top: number; bottom: number }): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    const edge = scroller.getBoundingClientRect().top
    if (place.top < edge + 24 || place.bottom > edge + this.height - 24) {
      scroller.scrollTop += place.top - edge - this.height / 3
    }
    this.#scrolled()
  }

  #scrolled(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    // 0 is the end; upwards is negative.
    this.atEnd = scroller.scrollTop > -AT_END_PX
    if (this.atEnd) this.#anchor = undefined
    // Positions are whole pixels: to remember anew after each correction would add up what is lost in rounding.
    else if (scroller.scrollTop !== this.#written) {
      this.#remember()
      // What is held stands at the top of what is read: that may have come just now.
      if (this.look()) this.#remember()
      return
    }
    this.look()
  }

  #resized(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    this.height = scroller.clientHeight
    if (this.atEnd && scroller.scrollTop !== 0) scroller.scrollTop = 0
    this.#hold()
    // Mounting here would change the sizes that are just being told; what is near is mounted, so a frame is no loss.
    if (!this.atEnd || performance.now() - this.#lookedMs > FOLLOWING_MS) this.#lookSoon()
    // Once nothing grows any more, there is time for more.
    clearTimeout(this.#calm)
    this.#calm = setTimeout(() => this.look(), CALM_MS)
  }

  #lookSoon(): void {
    this.#later ??= requestAnimationFrame(() => {
      this.#later = undefined
      this.look()
    })
  }

  #hold(): void {
    const scroller = this.#scroller
    if (scroller === undefined || this.atEnd) return
    const anchor = this.#anchor
    if (anchor === undefined || !anchor.element.isConnected) {
      this.#remember()
      return
    }
    const moved = anchor.element.getBoundingClientRect()[anchor.side] - scroller.getBoundingClientRect().top - anchor.px
    if (Math.abs(moved) < 0.5) return
    scroller.scrollTop += moved
    this.#written = scroller.scrollTop
  }

  #remember(): void {
    const scroller = this.#scroller
    this.#anchor = undefined
    if (scroller === undefined) return
    const edge = scroller.getBoundingClientRect().top
    const messages = scroller.querySelectorAll('[data-testid="message"]')
    const at = indexBelow(messages, edge)
    const message = messages[at]
    if (message === undefined) return
    const blocks = message.querySelectorAll('[data-blocks] > [data-place]')
    const block = indexBelow(blocks, edge)
    const inSight = (element: Element | undefined): boolean =>
      element !== undefined && element.getBoundingClientRect().top < edge + this.height
    const begins = [message, blocks[block], blocks[block + 1], messages[at + 1]].find((element) => {
      const px = (element?.getBoundingClientRect().top ?? edge) - edge
      return px > 0 && px < this.height * HELD_VIEW
    })
    if (begins !== undefined) this.#anchor = anchorOf(begins, 'top', edge)
    else if (inSight(blocks[block])) this.#anchor = anchorOf(blocks[block], 'top', edge)
    // Of a message whose text is above the edge the lower end is seen: what is mounted further up must not move it. In a
    // gap nothing is read: what will be mounted there is remembered then.
    else if (inSight(message)) this.#anchor = anchorOf(message, blocks.length > 0 ? 'bottom' : 'top', edge)
  }
}

/** What is held where it is: how far one side of it is from the edge of the view. */
interface Anchor {
  readonly element: Element
  readonly side: 'top' | 'bottom'
  readonly px: number
}

function anchorOf(element: Element | undefined, side: Anchor['side'], edge: number): Anchor | undefined {
  return element === undefined ? undefined : { element, side, px: element.getBoundingClientRect()[side] - edge }
}

/** The first of these, which stand below one another, that ends below `edge`; their number when none does. */
function indexBelow(elements: NodeListOf<Element>, edge: number): number {
  let low = 0
  let high = elements.length
  while (low < high) {
    const middle = (low + high) >> 1
    const element = elements[middle]
    if (element !== undefined && element.getBoundingClientRect().bottom > edge) high = middle
    else low = middle + 1
  }
  return low
}

const key = Symbol('sight')

/** The sight of the list that a component stands in; nothing outside one. */
export function sightHere(): Sight | undefined {
  return getContext<Sight | undefined>(key)
}

export function giveSight(sight: Sight): void {
  setContext(key, sight)
}
