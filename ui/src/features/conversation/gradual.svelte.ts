// The parts of one very large block (rows of a table, items of a list) are mounted a few at a time: the first at once, the
// others while nothing else is to be done, so that neither opening nor the wheel waits for thousands of them. A block
// that grows under the reader's eyes is whole all the time.
import { untrack } from 'svelte'
import { idle } from './idle'

const AT_ONCE = 60
const STEP = 30

/** How many of `total` parts are mounted now. To be made while a component is. */
export function gradual(total: () => number): () => number {
  let mounted = $state.raw(AT_ONCE)
  const state = { growing: false, over: false }

  async function grow(): Promise<void> {
    if (state.growing) return
    state.growing = true
    while (!state.over && mounted < untrack(total)) {
      await idle()
      mounted += STEP
    }
    state.growing = false
  }

  $effect.pre(() => {
    const all = total()
    untrack(() => {
      if (all <= mounted + STEP) mounted = Math.max(mounted, all)
      else void grow()
    })
  })
  $effect(() => () => {
    state.over = true
  })
  return () => mounted
}

/** The first `count` of these; the list itself when that is all. */
export function firstOf<One>(list: readonly One[], count: number): readonly One[] {
  return count < list.length ? list.slice(0, count) : list
}
