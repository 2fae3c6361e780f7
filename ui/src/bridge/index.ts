// The one door to the program. Inside the real window it is Tauri, in a browser the loopback dev host.
import type { Bridge } from './bridge'
import { answeredFirst } from './first-answers'
import { tauriBridge } from './tauri'
import { webBridge } from './web'

export const bridge: Bridge = answeredFirst('__TAURI_INTERNALS__' in window ? tauriBridge : webBridge, document)

export { BridgeError, toBridgeError, type Bridge } from './bridge'
export { EXPORT_FORMATS } from './generated/contract'
export type * from './generated/contract'
