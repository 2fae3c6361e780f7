// Enter while an input method composes chooses a candidate; it must never send.
// WebKit reports that Enter after `compositionend`, with `isComposing` false: there only keyCode 229 or the moment tells.

const GUARD_MS = 60

/** The part of a keyboard event that matters here. */
export interface KeyPress {
  isComposing: boolean
  keyCode: number
}

/** Knows whether a key press belongs to the input method. One for each text field. */
export class ImeGuard {
  #composing = false
  #endedAtMs = Number.NEGATIVE_INFINITY
  #nowMs: () => number

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  started(): void {
    this.#composing = true
  }

  ended(): void {
    this.#composing = false
    this.#endedAtMs = this.#nowMs()
  }

  /** Whether this key press is the input method's. */
  owns(key: KeyPress): boolean {
    if (key.isComposing || key.keyCode === 229 || this.#composing) return true
    return this.#nowMs() - this.#endedAtMs < GUARD_MS
  }
}

/** What Enter does with these modifiers. */
export function enterMeans(
  key: { shiftKey: boolean; altKey: boolean; ctrlKey: boolean; metaKey: boolean },
  sendKey: 'enter' | 'modEnter',
): 'send' | 'newLine' {
  if (key.shiftKey || key.altKey) return 'newLine'
  if (key.ctrlKey || key.metaKey) return 'send'
  return sendKey === 'enter' ? 'send' : 'newLine'
}
