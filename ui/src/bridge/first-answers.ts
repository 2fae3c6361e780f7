// What the page brought with it: the answers to the window's first calls, so that its first paint waits for none.
import type { Bridge } from './bridge'

interface Given {
  readonly name: string
  readonly request: unknown
  readonly answer: unknown
}

/** What happened since then comes by the watch. Later calls want to know how things are then. */
const FIRST_MS = 1000

/** A bridge that gives each answer of the page once, to the call it was made for; all else goes through. */
export function answeredFirst(bridge: Bridge, page: Document): Bridge {
  const left = read(page)
  setTimeout(() => left.splice(0), FIRST_MS)
  return {
    watch: bridge.watch,
    call(name, request) {
      const wanted = JSON.stringify(request)
      const at = left.findIndex((given) => given.name === name && JSON.stringify(given.request) === wanted)
      const [given] = at < 0 ? [] : left.splice(at, 1)
      return given ? Promise.resolve(given.answer as never) : bridge.call(name, request)
    },
  }
}

function read(page: Document): Given[] {
  const data = page.getElementById('first-answers')
  data?.remove()
  try {
    const given: unknown = JSON.parse(data?.textContent ?? '[]')
    return Array.isArray(given) ? given : []
  } catch {
    return []
  }
}
