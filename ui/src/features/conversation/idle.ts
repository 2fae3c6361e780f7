// Work that can wait: done when nothing else is to be done.

/** Waits until the window is idle, at most about a second. WebKit has no word for it; there it is the next free moment. */
export function idle(): Promise<void> {
  return new Promise((done) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => done(), { timeout: 1_000 })
    else setTimeout(() => done(), 16)
  })
}
