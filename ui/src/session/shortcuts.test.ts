import { describe, expect, test } from 'vitest'
import { actionOf, conflictsOf, isFixed, type KeyPress, shortcutOf, SHORTCUTS, shortcutsWith, takenBy } from './shortcuts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...held,
})

test('keys of writing and finding are nobody else’s', () => {
  expect(['Mod+C', 'Mod+Enter', 'Shift+F3', 'mod+g'].every(isFixed)).toBe(true)
  expect(Object.values(SHORTCUTS).filter(isFixed)).toEqual([])
})

describe('a key press', () => {
  test('means its action, with Ctrl here and Command on a Mac', () => {
    expect(actionOf(press('n', { ctrlKey: true }), false, false)).toBe('newConversation')
    expect(actionOf(press('n', { metaKey: true }), false, true)).toBe('newConversation')
    expect(actionOf(press('n', { ctrlKey: true }), false, true)).toBeNull()
  })
  test('means nothing with a modifier too many', () => {
    expect(actionOf(press('n', { ctrlKey: true, shiftKey: true }), false, false)).toBeNull()
    expect(actionOf(press('b', { ctrlKey: true, altKey: true }), false, false)).toBeNull()
  })
  test('of an input method means nothing', () => {
    expect(actionOf(press('Escape', { isComposing: true }), true, false)).toBeNull()
    expect(actionOf(press('Escape', { keyCode: 229 }), true, false)).toBeNull()
  })
  test('of Undo belongs to the text while one is written', () => {
    expect(actionOf(press('z', { ctrlKey: true }), true, false)).toBeNull()
    expect(actionOf(press('z', { ctrlKey: true }), false, false)).toBe('undo')
  })
})

test('no shortcut is given twice, and one that is would be found', () => {
  expect(conflictsOf(SHORTCUTS)).toEqual([])
  expect(conflictsOf({ search: 'Mod+Shift+K', palette: 'shift+mod+k', undo: 'Mod+Z' })).toEqual([['search', 'palette']])
})

test('a shortcut of a person takes the place of the given one', () => {
  const own = { ...SHORTCUTS, newConversation: 'Mod+J' }
  expect(actionOf(press('j', { ctrlKey: true }), false, false, own)).toBe('newConversation')
  expect(actionOf(press('n', { ctrlKey: true }), false, false, own)).toBeNull()
})

test('keys are read as the shortcut that they are, and text is none', () => {
  expect(shortcutOf(press('j', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+J')
  expect(shortcutOf(press('F6'), false)).toBe('F6')
  expect(shortcutOf(press('j', { metaKey: true }), true)).toBe('Mod+J')
  for (const none of [press('j'), press('Control', { ctrlKey: true }), press('Enter'), press('j', { ctrlKey: true, keyCode: 229 })]) {
    expect(shortcutOf(none, false)).toBeNull()
  }
})

test('a shortcut that another action has is found, and an empty one takes the given one away', () => {
  expect(takenBy('Shift+Mod+f', 'palette', SHORTCUTS)).toBe('search')
  expect(takenBy('Mod+Shift+F', 'search', SHORTCUTS)).toBeNull()
  const own = shortcutsWith({ search: '', palette: 'Mod+P' })
  expect(own.search).toBeUndefined()
  expect(own.palette).toBe('Mod+P')
})
