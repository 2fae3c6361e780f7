// The bridge of an ordinary browser: the loopback dev host, the same commands over HTTP. In no release of the app.
import { type Bridge, BridgeError, toBridgeError } from './bridge'
import { readLines } from './lines'

/** The token stands in the address once; it is kept in memory only, and the address is cleaned. */
function takeToken(): string {
  const url = new URL(location.href)
  const token = url.searchParams.get('token') ?? ''
  if (token !== '') {
    url.searchParams.delete('token')
    history.replaceState(null, '', url)
  }
  return token
}

const token = takeToken()

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hadal-token': token },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
  if (response.ok) return response
  const error: unknown = await response.json().catch(() => null)
  throw toBridgeError(error ?? new BridgeError({ code: 'internal', message: `HTTP ${response.status}` }))
}

export const webBridge: Bridge = {
  async call(name, request) {
    try {
      const response = await post(`/command/${name}`, request)
      return await response.json()
    } catch (thrown) {
      throw toBridgeError(thrown)
    }
  },

  watch(name, request, onEvent, onEnd) {
    const abort = new AbortController()
    const run = async (): Promise<void> => {
      const watchId = crypto.randomUUID()
      const response = await post(`/watch/${name}`, { ...request, watchId }, abort.signal)
      if (response.body) {
        await readLines(response.body, (line) => {
          if (!abort.signal.aborted) onEvent(JSON.parse(line))
        })
      }
    }
    run().then(
      () => {
        if (!abort.signal.aborted) onEnd?.(null)
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) onEnd?.(toBridgeError(thrown))
      },
    )
    return () => abort.abort()
  },
}
