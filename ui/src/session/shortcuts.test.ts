import { describe, expect, test } from 'vitest'
import { actionOf, conflictsOf, type KeyPress, SHORTCUTS } from './shortcuts'

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
