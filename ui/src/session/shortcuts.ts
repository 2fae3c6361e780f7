// Which keys do what. One list: the window listens by it, menus, tooltips, the palette and the overview show it.

/** Everything that can be done by a name: each has an entry in the registry of actions. */
export type ActionId =
  | 'newConversation'
  | 'palette'
  | 'search'
  | 'filterLibrary'
  | 'shortcuts'
  | 'toggleSidebar'
  | 'openSettings'
  | 'renameConversation'
  | 'pinConversation'
  | 'moveConversation'
  | 'tagConversation'
  | 'archiveConversation'
  | 'deleteConversation'
  | 'exportConversation'
  | 'exportAll'
  | 'importFiles'
  | 'copyConversation'
  | 'newFolder'
  | 'showLibrary'
  | 'showArchive'
  | 'showTrash'
  | 'nextConversation'
  | 'previousConversation'
  | 'undo'
  | 'stopAnswer'
  | 'findInConversation'
  | 'chooseModel'
  | 'attachFiles'
  | 'beginAnswer'
  | 'quoteSelection'
  | 'bookmarkMessage'
  | 'showBookmarks'
  | 'showTree'
  | 'chooseThinking'
  | 'conversationParameters'
  | 'settingsAccount'
  | 'settingsChat'
  | 'settingsLook'
  | 'settingsPrompts'
  | 'settingsData'
  | 'settingsKeys'
  | 'settingsPrivacy'
  | 'largerText'
  | 'smallerText'
  | 'themeSystem'
  | 'themeLight'
  | 'themeDark'
  | `language:${string}`
  | 'highContrast'
  | 'autoTitle'

export type Shortcuts = Readonly<Partial<Record<ActionId, string>>>

export const SHORTCUTS = {
  newConversation: 'Mod+N',
  palette: 'Mod+K',
  search: 'Mod+Shift+F',
  filterLibrary: 'Mod+Shift+L',
  shortcuts: 'Mod+/',
  toggleSidebar: 'Mod+B',
  openSettings: 'Mod+,',
  renameConversation: 'F2',
  pinConversation: 'Mod+Shift+P',
  moveConversation: 'Mod+Shift+M',
  tagConversation: 'Mod+Shift+G',
  archiveConversation: 'Mod+Shift+A',
  exportConversation: 'Mod+Shift+E',
  deleteConversation: 'Mod+Shift+Backspace',
  nextConversation: 'Alt+ArrowDown',
  previousConversation: 'Alt+ArrowUp',
  undo: 'Mod+Z',
  stopAnswer: 'Escape',
  findInConversation: 'Mod+F',
  attachFiles: 'Mod+U',
  beginAnswer: 'Mod+Shift+U',
  quoteSelection: 'Mod+Shift+K',
  bookmarkMessage: 'Mod+D',
  showBookmarks: 'Mod+Shift+D',
  showTree: 'Mod+Shift+Y',
  chooseModel: 'Mod+Shift+J',
  chooseThinking: 'Mod+J',
  conversationParameters: 'Mod+.',
  largerText: 'Mod+=',
  smallerText: 'Mod+-',
} as const satisfies Shortcuts

/** The given shortcuts with a person's own over them; an empty one is none, and a word of no action is nothing. */
export function shortcutsWith(own: Readonly<Record<string, string>>): Shortcuts {
  const all: Record<string, string> = { ...SHORTCUTS, ...own }
  return Object.fromEntries(Object.entries(all).filter(([, keys]) => keys !== '')) as Shortcuts
}

/** Keys that only hold others down. */
const HELD = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'])

/** The shortcut of a key press; `null` while only modifiers are down, or for a letter alone, which is text. */
export function shortcutOf(press: KeyPress, mac: boolean): string | null {
  if (press.isComposing || press.keyCode === 229 || HELD.has(press.key)) return null
  const mod = mac ? press.metaKey : press.ctrlKey
  if ((mac ? press.ctrlKey : press.metaKey) || (!mod && !press.altKey && !/^F\d+$/.test(press.key))) return null
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key
  if (key === ' ' || key === 'Tab' || key === '+') return null
  return [mod ? 'Mod' : '', press.altKey ? 'Alt' : '', press.shiftKey ? 'Shift' : '', key].filter((part) => part !== '').join('+')
}

/** Keys that belong to writing, to the list and to finding, whatever is chosen. */
const FIXED: ReadonlySet<string> = new Set(['Mod+C', 'Mod+V', 'Mod+X', 'Mod+A', 'Mod+Enter', 'Mod+G', 'F3', 'Shift+F3', 'Shift+F10'].map(plain))

/** Whether no action may have these keys. */
export function isFixed(keys: string): boolean {
  return FIXED.has(plain(keys))
}

/** The action that has these keys already, other than `own`. */
export function takenBy(keys: string, own: ActionId, shortcuts: Shortcuts): ActionId | null {
  const found = (Object.entries(shortcuts) as [ActionId, string][]).find(([action, others]) => action !== own && plain(others) === plain(keys))
  return found?.[0] ?? null
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
export function actionOf(press: KeyPress, inText: boolean, mac: boolean, shortcuts: Shortcuts = SHORTCUTS): ActionId | null {
  if (press.isComposing || press.keyCode === 229) return null
  for (const [action, shortcut] of Object.entries(shortcuts) as [ActionId, string][]) {
    if (!isShortcut(press, shortcut, mac)) continue
    return action === 'undo' && inText ? null : action
  }
  return null
}

/** Actions that share a shortcut, each pair once: what an editor of shortcuts refuses. */
export function conflictsOf(shortcuts: Shortcuts): readonly (readonly [ActionId, ActionId])[] {
  const all = Object.entries(shortcuts) as [ActionId, string][]
  return all.flatMap(([one, keys], at) => all.slice(at + 1).flatMap(([other, others]) => (plain(keys) === plain(others) ? [[one, other] as const] : [])))
}

/** A shortcut whatever the order of its keys. */
function plain(shortcut: string): string {
  return shortcut.toLowerCase().split('+').sort().join('+')
}
