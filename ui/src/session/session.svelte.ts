// What the whole window knows: the program's state, and which conversation is open.
import { bridge, type AppInfo, type BridgeError, type SettingsChange, toBridgeError } from '../bridge'
import { learn } from '../lib/i18n/index.svelte'
import { showFailure } from './toasts.svelte'

class Session {
  /** The program as it is now; `null` until it first answered. */
  info = $state.raw<AppInfo | null>(null)
  /** Why it did not answer. */
  failure = $state.raw<BridgeError | null>(null)
  /** The program has stopped answering; it is asked again until it does. */
  lost = $state(false)
  /** How often it came back: what the window shows may be older than what the program has. */
  returned = $state(0)
  /** The conversation shown; `null` is a new one that does not exist yet. */
  conversationId = $state<string | null>(null)
  /** Grows with every wish for an empty conversation, so that a second one takes the focus again. */
  newWish = $state(0)
  /** Grows with every wish to find something in the open conversation. */
  findWish = $state(0)
  /** The message to show in the open conversation, lit; `wish` grows so that the same one can be asked for again. */
  target = $state.raw<{ readonly conversationId: string; readonly messageId: string; readonly wish: number } | null>(null)
  settingsOpen = $state(false)
  /** Settles when the program has answered for the first time, or has not. */
  readonly first: Promise<void>
  #answered: () => void = () => undefined

  constructor() {
    this.first = new Promise((done) => {
      this.#answered = done
    })
  }

  async load(): Promise<void> {
    try {
      // The machine's language is fetched while the program answers: the first paint speaks it.
      const [info] = await Promise.all([bridge.call('app_info', {}), learn('system')])
      await learn(info.settings.language)
      this.apply(info)
    } catch (thrown) {
      this.failure = toBridgeError(thrown)
    }
    this.#answered()
  }

  /** Whether the program answers; called when a watch broke off. */
  async reach(): Promise<boolean> {
    try {
      this.apply(await bridge.call('app_info', {}))
      if (this.lost) this.returned += 1
      this.lost = false
      return true
    } catch {
      this.lost = true
      return false
    }
  }

  /** Takes what a command or the library watch said about the program. */
  apply(info: AppInfo): void {
    this.info = info
    this.failure = null
  }

  /** Shows a conversation; `null` starts a new one. */
  open(conversationId: string | null): void {
    this.conversationId = conversationId
    this.target = null
    if (conversationId === null) this.newWish += 1
  }

  /** Shows a conversation at one of its messages. */
  openAt(conversationId: string, messageId: string): void {
    this.conversationId = conversationId
    this.target = { conversationId, messageId, wish: (this.target?.wish ?? 0) + 1 }
  }

  /** Keeps a choice; the window follows what the program answers, not what was clicked. */
  async change(change: SettingsChange): Promise<boolean> {
    try {
      this.apply(await bridge.call('settings_change', change))
      return true
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
      return false
    }
  }
}

export const session = new Session()
