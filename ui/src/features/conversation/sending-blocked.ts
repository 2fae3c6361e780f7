// Why nothing can be sent now, if so. Reading goes on in every case.
import type { AppInfo } from '../../bridge'
import type { MessageKey } from '../../lib/i18n/index.svelte'

/** The sentence to show instead of sending; nothing when sending works. */
export function sendingBlocked(info: AppInfo, lost = false): MessageKey | null {
  if (lost) return 'app.lost'
  switch (info.history.state) {
    case 'readOnly':
      return 'error.history_read_only'
    case 'diskFull':
      return 'error.disk_full'
    case 'moved':
      return 'error.history_moved'
    case 'newer':
      return 'error.history_newer'
    case 'inUse':
      return 'error.history_in_use'
    case 'unusable':
      return 'error.history_unusable'
    // What is sent is tried: the disk may have failed once.
    case 'diskFailed':
    case 'ready':
      break
  }
  if (info.mode === 'demo') return null
  return info.key.state === 'missing' || info.key.state === 'unavailable' ? 'error.key_missing' : null
}
