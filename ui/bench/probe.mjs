// What watches a page from inside: frames, long tasks, and the moment in which the end of an answer is painted.
// `install` runs in the page and is sent there as text, so it uses nothing from outside itself.

/** Installs `window.probe`. It touches nothing of the page. */
export function install() {
  if (window.probe !== undefined) return
  const FRAME_MS = 1000 / 60
  const now = () => performance.timeOrigin + performance.now()
  const state = { on: false, gaps: [], tasks: [], watched: null, told: null, lastLook: 0, lastFrame: 0, lookMs: 30 }

  /** The last characters below `root`, without walking all of it. */
  function tail(root, wanted) {
    let text = ''
    let node = root
    while (node.lastChild !== null) node = node.lastChild
    for (let steps = 0; node !== root && node !== null && text.length < wanted && steps < 2000; steps += 1) {
      if (node.nodeType === Node.TEXT_NODE) text = node.data + text
      if (node.previousSibling === null) node = node.parentNode
      else {
        node = node.previousSibling
        while (node.lastChild !== null) node = node.lastChild
      }
    }
    return text
  }

  function look() {
    const { selector, mark } = state.watched
    const found = document.querySelectorAll(selector)
    const last = found[found.length - 1]
    if (last === undefined || !tail(last, 24).includes(mark)) return
    const tell = state.told
    state.watched = null
    state.told = null
    // In the document now; on the screen when this frame and the next are done.
    requestAnimationFrame(() => requestAnimationFrame(() => tell(now())))
  }

  function frame(at) {
    if (state.on && state.lastFrame > 0) state.gaps.push(at - state.lastFrame)
    state.lastFrame = at
    if (state.watched !== null && at - state.lastLook > state.lookMs) {
      state.lastLook = at
      look()
    }
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  try {
    const observer = new PerformanceObserver((list) => {
      if (state.on) for (const entry of list.getEntries()) state.tasks.push({ end: entry.startTime + entry.duration, ms: entry.duration })
    })
    observer.observe({ type: 'longtask' })
  } catch {
    // WebKit has no such entries; gaps between frames stand in for them.
  }

  window.probe = {
    /**
     * Starts counting. `painted` settles with the epoch time in which `mark` was painted inside the last `selector`, which
     * is looked for every `lookMs`.
     */
    start(selector, mark, lookMs = 30) {
      state.lookMs = lookMs
      state.gaps = []
      state.tasks = []
      state.lastFrame = 0
      state.watched = { selector, mark }
      state.on = true
      window.probe.painted = new Promise((done) => (state.told = done))
    },
    painted: null,
    /** Settles when no long task ended for a while. */
    async quiet() {
      for (let waited = 0; waited < 100; waited += 1) {
        await new Promise((done) => setTimeout(done, 100))
        const last = state.tasks[state.tasks.length - 1]
        if (waited >= 4 && (last === undefined || performance.now() - last.end > 400)) return
      }
    },
    /** Stops counting, and what was counted. */
    stop() {
      state.on = false
      const dropped = state.gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0)
      return {
        frames: state.gaps.length,
        dropped,
        longestGapMs: Math.max(0, ...state.gaps),
        longTasks: state.tasks.length,
        longestTaskMs: Math.max(0, ...state.tasks.map((task) => task.ms)),
        elements: document.getElementsByTagName('*').length,
      }
    },
  }
}
