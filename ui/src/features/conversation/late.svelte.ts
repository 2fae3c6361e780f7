// When a first word is late for this person: known per model, asked for seldom, and only while somebody waits.
import { SvelteMap } from 'svelte/reactivity'
import { bridge, type Health } from '../../bridge'

/** What is usual changes over days. */
const SELDOM_MS = 5 * 60_000

const known = new SvelteMap<string, Health>()
const asked = new Map<string, number>()

/** What is known about `model`. */
export function healthOf(model: string): Health | undefined {
  return known.get(model)
}

/** Somebody waits for an answer of `model`. */
export function wonder(model: string): void {
  if (Date.now() - (asked.get(model) ?? 0) < SELDOM_MS) return
  asked.set(model, Date.now())
  bridge.call('health_get', { model }).then(
    (health) => known.set(model, health),
    // Nothing is said then: it is a remark, not a matter.
    () => undefined,
  )
}
