// What the list of waiting messages needs.
import type { QueuedMessage, SendKey } from '../../bridge'

export interface QueueProps {
  queue: readonly QueuedMessage[]
  /** They follow no answer by themselves: they wait for the reader. */
  waiting: boolean
  /** Nothing can be sent now. */
  blocked: boolean
  sendKey: SendKey
  /** The one that is being changed. */
  editing: { readonly clientId: string; readonly text: string } | null
  onwrite: (editing: { readonly clientId: string; readonly text: string }) => void
  /** Its editor closes, with or without what was written. */
  onclose: (save: boolean) => void
  onmove: (clientId: string, step: -1 | 1) => void
  onremove: (clientId: string) => void
  /** Sends the first. */
  onsend: () => void
  /** The list is left: the focus is the caller's. */
  onleft: () => void
}
