// The shortcut of an action as a button's property; none when it has none.
import { type ActionId, actions } from '../session'

export function keys(id: ActionId): { shortcut?: string } {
  const shortcut = actions.shortcutOf(id)
  return shortcut === undefined ? {} : { shortcut }
}
