// DeepSeek's own pages; opened by the program after its own check.
import { bridge, toBridgeError } from '../../bridge'
import { showFailure } from '../../session'

/** Where keys are made. Read 2026-11-22. */
export const KEYS_PAGE = 'https://platform.deepseek.com/api_keys'
/** Where money is added. Read 2026-11-22. */
export const TOP_UP_PAGE = 'https://platform.deepseek.com/top_up'

export function openPage(href: string): void {
  bridge.call('link_open', { href }).catch((thrown: unknown) => showFailure(toBridgeError(thrown)))
}
