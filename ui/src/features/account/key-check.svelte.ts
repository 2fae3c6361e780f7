// A key on its way in: typed, checked against the API by the program, kept, and what the account holds.
import { bridge, type Balance, type BridgeError, toBridgeError } from '../../bridge'
import { session } from '../../session'

export type KeyStep = 'asking' | 'checking' | 'kept'

export class KeyCheck {
  key = $state('')
  step = $state<KeyStep>('asking')
  error = $state.raw<BridgeError | null>(null)
  balance = $state.raw<Balance | null>(null)
  readonly #forStandby: boolean

  /** `forStandby`: for the server that answers when the chosen one cannot. */
  constructor(forStandby = false) {
    this.#forStandby = forStandby
  }

  get blank(): boolean {
    return this.key.trim() === ''
  }

  /** Forgets what was typed and what came of it. */
  reset(): void {
    this.key = ''
    this.step = 'asking'
    this.error = null
    this.balance = null
  }

  /** The first key press after an error takes it away: it speaks of another text. */
  typed(): void {
    this.error = null
  }

  async keep(): Promise<void> {
    if (this.blank || this.step === 'checking') return
    this.step = 'checking'
    this.error = null
    try {
      const kept = await bridge.call('key_keep', { key: this.key.trim(), forStandby: this.#forStandby })
      this.balance = kept.balance
      // The key is not needed here any longer, so it does not stay in the page.
      this.key = ''
      this.step = 'kept'
      session.apply(kept.app)
    } catch (thrown) {
      this.error = toBridgeError(thrown)
      this.step = 'asking'
    }
  }
}

/** The first start's own check: the frame stays on the first screen until it is finished. */
export const firstKey = new KeyCheck()
