// The one door to the program. Inside the real window it is Tauri, in a browser the loopback dev host.
import type { Bridge } from './bridge'
import { tauriBridge } from './tauri'
import { webBridge } from './web'

export const bridge: Bridge = '__TAURI_INTERNALS__' in window ? tauriBridge : webBridge

export { BridgeError, toBridgeError, type Bridge } from './bridge'
export { EXPORT_FORMATS } from './generated/contract'
export type * from './generated/contract'
