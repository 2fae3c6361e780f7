// What the window can ask of the program, typed by the generated contract.
import type { CommandError, CommandMap, ErrorCode, WatchMap } from './generated/contract'

export type CommandName = keyof CommandMap
export type WatchName = keyof WatchMap
export type WatchRequest<N extends WatchName> = Omit<WatchMap[N]['request'], 'watchId'>

export interface Bridge {
  /** One request, one response. Rejects with a {@link BridgeError}. */
  call<N extends CommandName>(name: N, request: CommandMap[N]['request']): Promise<CommandMap[N]['response']>
  /**
   * Events until the returned function is called, in order, on this thread.
   * `onEnd` comes once when the stream ends from the other side: `null` for a plain end.
   */
  watch<N extends WatchName>(
    name: N,
    request: WatchRequest<N>,
    onEvent: (event: WatchMap[N]['event']) => void,
    onEnd?: (error: BridgeError | null) => void,
  ): () => void
}

/** A command that failed; `code` chooses the words, `message` is for a detail line at most. */
export class BridgeError extends Error implements CommandError {
  readonly code: ErrorCode
  readonly retryAfterMs?: number

  constructor(error: CommandError) {
    super(error.message)
    this.name = 'BridgeError'
    this.code = error.code
    if (error.retryAfterMs !== undefined) this.retryAfterMs = error.retryAfterMs
  }
}

/** Whatever was thrown, as a {@link BridgeError}. */
export function toBridgeError(thrown: unknown): BridgeError {
  if (thrown instanceof BridgeError) return thrown
  if (isCommandError(thrown)) return new BridgeError(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new BridgeError({ code: 'internal', message })
}

function isCommandError(value: unknown): value is CommandError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}
