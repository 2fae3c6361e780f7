// Which keys do what in the window. One list: menus and tooltips show it, the window listens by it.

export type KeyAction =
  | 'newConversation'
  | 'toggleSidebar'
  | 'openSettings'
  | 'filterLibrary'
  | 'renameConversation'
  | 'nextConversation'
  | 'previousConversation'
  | 'undo'
  | 'escape'

export const shortcuts: Readonly<Record<KeyAction, string>> = {
  newConversation: 'Mod+N',
  toggleSidebar: 'Mod+B',
  openSettings: 'Mod+,',
  filterLibrary: 'Mod+Shift+F',
  renameConversation: 'F2',
  nextConversation: 'Alt+ArrowDown',
  previousConversation: 'Alt+ArrowUp',
  undo: 'Mod+Z',
  escape: 'Escape',
}

/** The part of a keyboard event that matters here. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/** Whether `press` is `shortcut`, with exactly its modifiers. */
export function isShortcut(press: KeyPress, shortcut: string, mac: boolean): boolean {
  const parts = shortcut.split('+')
  const key = parts.pop() ?? ''
  const wants = (name: string): boolean => parts.includes(name)
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    press.ctrlKey === (wants('Mod') && !mac) &&
    press.metaKey === (wants('Mod') && mac) &&
    press.shiftKey === wants('Shift') &&
    press.altKey === wants('Alt')
  )
}

/**
 * What a key press means to the window. Keys of an input method mean nothing to it; Undo belongs to the text
 * while one is being written.
 */
export function actionOf(press: KeyPress, inText: boolean, mac: boolean): KeyAction | null {
  if (press.isComposing || press.keyCode === 229) return null
  for (const [action, shortcut] of Object.entries(shortcuts) as [KeyAction, string][]) {
    if (!isShortcut(press, shortcut, mac)) continue
    return action === 'undo' && inText ? null : action
  }
  return null
}
