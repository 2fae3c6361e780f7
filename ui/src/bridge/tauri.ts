// The bridge of the real window: Tauri commands, and one channel a watch.
import { Channel, invoke } from '@tauri-apps/api/core'
import { type Bridge, toBridgeError } from './bridge'

export const tauriBridge: Bridge = {
  async call(name, request) {
    try {
      return await invoke(name, { request })
    } catch (thrown) {
      throw toBridgeError(thrown)
    }
  },

  watch(name, request, onEvent, onEnd) {
    const watchId = crypto.randomUUID()
    let watching = true
    const channel = new Channel<Parameters<typeof onEvent>[0]>((event) => {
      if (watching) onEvent(event)
    })
    invoke(name, { request: { ...request, watchId }, channel }).catch((thrown: unknown) => {
      if (!watching) return
      watching = false
      onEnd?.(toBridgeError(thrown))
    })
    return () => {
      if (!watching) return
      watching = false
      // The program drops a watch whose window is gone by itself; a failure here changes nothing.
      invoke('watch_leave', { request: { watchId } }).catch(() => undefined)
    }
  },
}
