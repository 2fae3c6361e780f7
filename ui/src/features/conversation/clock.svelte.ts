// The moment, for clocks on the screen. It ticks only while a clock is shown: an idle window has no timer.
import { createSubscriber } from 'svelte/reactivity'

const TICK_MS = 500

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS)
  return () => clearInterval(timer)
})

/** Milliseconds since 1970 UTC. Whoever reads this in a template follows it. */
export function nowMs(): number {
  subscribe()
  return Date.now()
}
