// Whether everything on a page stands in its place: inside the window, inside what holds it, and on nothing else.

/** What sticks out of the window, is cut without an ellipsis, or lies on another control; in words. */
export function misplaced(page) {
  return page.evaluate(() => {
    const found = []
    const name = (one) => `${one.tagName.toLowerCase()}${one.dataset.testid ? `[${one.dataset.testid}]` : ''} “${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 30)}”`
    const { scrollWidth } = document.documentElement
    if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} px wide in ${innerWidth}`)
    const shown = (one) => {
      const box = one.getBoundingClientRect()
      return box.width >= 2 && box.height >= 2 && !one.closest('.unseen, [aria-hidden=true], [inert]') && one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    }
    /** The part of a box that its scrollers and clippers let through. */
    const seen = (one) => {
      let { left, right, top, bottom } = one.getBoundingClientRect()
      for (let holder = one.parentElement; holder !== null; holder = holder.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(holder)
        if (overflowX === 'visible' && overflowY === 'visible') continue
        const box = holder.getBoundingClientRect()
        left = Math.max(left, box.left)
        right = Math.min(right, box.right)
        top = Math.max(top, box.top)
        bottom = Math.min(bottom, box.bottom)
      }
      return { left, right, top, bottom }
    }
    const scrolls = (one) => {
      for (let holder = one.parentElement; holder !== null; holder = holder.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(holder).overflowX) && holder.scrollWidth > holder.clientWidth) return true
      }
      return false
    }
    const controls = [...document.querySelectorAll('button, input, textarea, a[href], [role=tab], [role=option], [role=menuitem]')].filter(shown)
    for (const one of [...controls, ...[...document.querySelectorAll('label, h1, h2, h3, p, span')].filter(shown)]) {
      const box = one.getBoundingClientRect()
      if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(one)) {
        const part = seen(one)
        if (part.right > innerWidth + 1 || part.left < -1) found.push(`${name(one)} leaves the window: ${Math.round(box.left)}..${Math.round(box.right)}`)
      }
    }
    // Words of a button that its box cuts without saying so.
    for (const one of controls) {
      if (one.matches('input, textarea')) continue
      const style = getComputedStyle(one)
      if (style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1) found.push(`${name(one)} is cut: ${one.scrollWidth} in ${one.clientWidth}`)
    }
    // Two controls on one spot: only of the same layer, and not a part of the other.
    const layer = (one) => one.closest('[role=dialog], [role=menu], [role=listbox], .h-dialog, .h-menu, [data-testid=toast], .sheet-panel') ?? document.body
    // A small button may stand in the room that a large one leaves for it: without the padding, then.
    const inner = (one) => {
      const { left, right, top, bottom } = seen(one)
      const { paddingLeft, paddingRight } = getComputedStyle(one)
      return { left: left + Number.parseFloat(paddingLeft), right: right - Number.parseFloat(paddingRight), top, bottom }
    }
    const boxes = controls.map((one) => ({ one, box: inner(one), layer: layer(one) })).filter(({ box }) => box.right - box.left > 2 && box.bottom - box.top > 2)
    for (const [at, { one, box, layer: own }] of boxes.entries()) {
      for (const other of boxes.slice(at + 1)) {
        if (other.layer !== own || one.contains(other.one) || other.one.contains(one)) continue
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
        if (wide > 2 && high > 2) found.push(`${name(one)} and ${name(other.one)} overlap by ${Math.round(wide)} × ${Math.round(high)}`)
      }
    }
    return [...new Set(found)]
  })
}
