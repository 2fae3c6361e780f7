// Short notes over the window: what was just done, and the way back.
import type { BridgeError } from '../bridge'
import { t } from '../lib/i18n/index.svelte'
import { wordsOf } from './error-words'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'danger'
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** Long enough to read and to reach for Undo; errors stay longer. */
const STAY_MS = 7000
const STAY_DANGER_MS = 12000

class Toasts {
  list = $state.raw<readonly Toast[]>([])
  #next = 1
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  show(toast: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): number {
    const id = this.#next++
    const tone = toast.tone ?? 'plain'
    // Three are as many as one reads.
    this.list = [...this.list.slice(-2), { ...toast, tone, id }]
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), tone === 'danger' ? STAY_DANGER_MS : STAY_MS),
    )
    return id
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.list = this.list.filter((toast) => toast.id !== id)
  }

  /** Runs the newest action, for Ctrl+Z. */
  undoLast(): boolean {
    const last = this.list.findLast((toast) => toast.action)
    if (!last?.action) return false
    last.action.run()
    this.dismiss(last.id)
    return true
  }
}

export const toasts = new Toasts()

/** An error as a toast, in plain words. */
export function showFailure(error: BridgeError): void {
  toasts.show({ text: t(wordsOf(error.code).sentence), tone: 'danger' })
}
