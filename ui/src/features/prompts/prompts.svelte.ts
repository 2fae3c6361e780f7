// The prompts of this history, read when they are first wanted.
import { bridge, type Prompt, toBridgeError } from '../../bridge'
import { session, showFailure } from '../../session'

class Prompts {
  list = $state.raw<readonly Prompt[]>([])
  /** The history they were read from. */
  #mode: string | undefined

  async load(): Promise<void> {
    const mode = session.info?.mode
    if (mode === undefined || mode === this.#mode) return
    this.#mode = mode
    try {
      this.list = (await bridge.call('prompts_get', {})).prompts
    } catch (thrown) {
      this.#mode = undefined
      showFailure(toBridgeError(thrown))
    }
  }

  /** They were erased: none is written back. */
  forget(): void {
    this.list = []
    this.#mode = undefined
  }

  /** Keeps these in place of those there are. */
  async keep(list: readonly Prompt[]): Promise<boolean> {
    try {
      this.list = (await bridge.call('prompts_keep', { prompts: [...list] })).prompts
      return true
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
      return false
    }
  }
}

export const prompts = new Prompts()
