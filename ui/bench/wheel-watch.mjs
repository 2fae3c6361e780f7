// What watches a list while its wheel turns: each frame, whether what stood in the middle moved exactly as the wheel
// scrolled (what a script puts right is known, and no movement), and whether something is to be seen at three places.
// Runs in the page and is sent there as text.

function watch(selector) {
  const list = document.querySelector(selector)
  const state = { on: true, jumps: 0, blanks: 0, most: 0, scrolled: 0 }
  let before = null
  // What scripts have moved it by.
  let written = 0
  const own = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop')
  const top = () => own.get.call(list)
  let last = top()
  Object.defineProperty(list, 'scrollTop', {
    configurable: true,
    get: top,
    set(px) {
      const from = top()
      own.set.call(list, px)
      written += top() - from
    },
  })

  function at(share) {
    const box = list.getBoundingClientRect()
    return document.elementsFromPoint(box.x + box.width / 2, box.y + box.height * share)
  }

  function look() {
    if (!state.on) return
    state.most = Math.max(state.most, document.getElementsByTagName('*').length)
    // A stand-in for what is not there.
    const blank = '.gap, .unread, .run > [aria-hidden]'
    if ([0.15, 0.5, 0.85].some((share) => at(share).some((element) => element.matches(blank)))) state.blanks += 1
    if (before !== null && before.element.isConnected) {
      const off = before.element.getBoundingClientRect().top - before.top + (top() - written - before.scrolled)
      if (Math.abs(off) > 2) state.jumps += 1
    }
    state.scrolled += Math.abs(top() - last)
    last = top()
    const element = at(0.5)[0]?.closest('[data-blocks] > [data-place], [data-place], p') ?? null
    before = element === null ? null : { element, top: element.getBoundingClientRect().top, scrolled: top() - written }
    requestAnimationFrame(afterPaint)
  }

  // What is put right within a frame is never seen: so look when it is painted.
  const painted = new MessageChannel()
  painted.port1.addEventListener('message', look)
  painted.port1.start()
  const afterPaint = () => painted.port2.postMessage(0)
  requestAnimationFrame(afterPaint)

  window.wheelWatch = {
    stop() {
      state.on = false
      delete list.scrollTop
      return { jumps: state.jumps, blanks: state.blanks, most: state.most, scrolledPx: Math.round(state.scrolled) }
    },
  }
}

export const WATCH_WHEEL = String(watch)
