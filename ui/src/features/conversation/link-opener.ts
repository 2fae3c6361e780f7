// Links open in the browser, through Rust, which checks the address again.
import { bridge, toBridgeError } from '../../bridge'
import { showFailure } from '../../session'

/** Opens an address that stood in a node. */
export function openLink(href: string): void {
  bridge.call('link_open', { href }).catch((error: unknown) => showFailure(toBridgeError(error)))
}
