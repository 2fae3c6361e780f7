// Shortcuts as people read them: `Mod+N` is ⌘N on a Mac and Ctrl+N elsewhere.
export const isMac = /mac|iphone|ipad/i.test(navigator.platform)

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃', Enter: '↩', Escape: 'esc', Backspace: '⌫', Delete: '⌦' }
const OTHER: Readonly<Record<string, string>> = { Mod: 'Ctrl', Escape: 'Esc', Delete: 'Del' }

/** The caps of `shortcut`, one a key. */
export function keyCaps(shortcut: string, mac: boolean = isMac): string[] {
  return shortcut.split('+').map((key) => (mac ? MAC[key] : OTHER[key]) ?? key)
}

/** The form that assistive technology reads (`aria-keyshortcuts`). */
export function ariaKeys(shortcut: string, mac: boolean = isMac): string {
  return shortcut.replace('Mod', mac ? 'Meta' : 'Control')
}
