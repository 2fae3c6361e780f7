// Where the reader is. At the end they stay at the end: the list hangs from its lower edge (`column-reverse`), so the
// engine keeps that without a script. Further up, what they read is held where it is: the first block in sight is
// remembered, and when something above or below it changes size, its place is put right before the frame is painted.
// WebKitGTK has no scroll anchoring (2.50, read 2026-11-22), and two keepers would disturb each other, so the
// engine's own is off in the list's style.

/** Closer to the end than this is at the end. A wheel's step is several times as much. */
const AT_END_PX = 8
/** Nearer to the beginning than this, older messages are mounted. */
const NEAR_START_PX = 1_600

/** Keeps the place in one list. */
export class ScrollKeeper {
  atEnd = $state.raw(true)
  #onnearstart: () => void
  #scroller: HTMLElement | undefined
  #anchor: { element: Element; top: number } | undefined
  /** Where a correction of ours has put it; the scroll event that follows is no movement of the reader. */
  #written: number | undefined

  constructor(onnearstart: () => void) {
    this.#onnearstart = onnearstart
  }

  /** Attaches to the scroller; its one child holds the messages. */
  attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller
    const content = scroller.firstElementChild
    const sizes = new ResizeObserver(() => this.#resized())
    sizes.observe(scroller)
    if (content !== null) sizes.observe(content)
    const scrolled = (): void => this.#scrolled()
    scroller.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      sizes.disconnect()
      scroller.removeEventListener('scroll', scrolled)
      this.#scroller = undefined
    }
  }

  toEnd(): void {
    this.atEnd = true
    this.#anchor = undefined
    if (this.#scroller !== undefined) this.#scroller.scrollTop = 0
  }


  #scrolled(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    // 0 is the end; upwards is negative.
    this.atEnd = scroller.scrollTop > -AT_END_PX
    if (this.atEnd) this.#anchor = undefined
    // Positions are whole pixels: to remember anew after each correction would add up what is lost in rounding.
    else if (scroller.scrollTop !== this.#written) this.#remember()
    const above = scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop
    if (above < NEAR_START_PX) this.#onnearstart()
  }

  #resized(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    if (this.atEnd) {
      if (scroller.scrollTop !== 0) scroller.scrollTop = 0
      return
    }
    const anchor = this.#anchor
    if (anchor === undefined || !anchor.element.isConnected) {
      this.#remember()
      return
    }
    const moved = anchor.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - anchor.top
    if (Math.abs(moved) < 0.5) return
    scroller.scrollTop += moved
    this.#written = scroller.scrollTop
  }

  #remember(): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    const edge = scroller.getBoundingClientRect().top
    const message = firstBelow(scroller.querySelectorAll('[data-testid="message"]'), edge)
    if (message === undefined) return
    const blocks = message.querySelectorAll('[data-blocks] > *')
    const element = firstBelow(blocks, edge) ?? message
    this.#anchor = { element, top: element.getBoundingClientRect().top - edge }
  }
}

/** The first of these, which stand below one another, that ends below `edge`. */
function firstBelow(elements: NodeListOf<Element>, edge: number): Element | undefined {
  let low = 0
  let high = elements.length
  while (low < high) {
    const middle = (low + high) >> 1
    const element = elements[middle]
    if (element !== undefined && element.getBoundingClientRect().bottom > edge) high = middle
    else low = middle + 1
  }
  return elements[low]
}
