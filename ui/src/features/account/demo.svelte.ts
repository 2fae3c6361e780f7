// In and out of the built-in demo.
import { bridge, toBridgeError } from '../../bridge'
import { session, showFailure } from '../../session'

class Demo {
  busy = $state(false)

  enter(): Promise<void> {
    return this.#go('demo_enter')
  }

  leave(): Promise<void> {
    return this.#go('demo_leave')
  }

  async #go(name: 'demo_enter' | 'demo_leave'): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      session.apply(await bridge.call(name, {}))
      session.open(null)
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    } finally {
      this.busy = false
    }
  }
}

export const demo = new Demo()
