import { describe, expect, test } from 'vitest'
import { keyCaps } from '../design/keys'
import { actionOf, type KeyPress, shortcuts } from './keymap'

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

test('no shortcut is given twice', () => {
  const all = Object.values(shortcuts)
  expect(new Set(all).size).toBe(all.length)
})

test('a shortcut is written the way of the machine', () => {
  expect(keyCaps('Mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F'])
  expect(keyCaps('Mod+Shift+F', true)).toEqual(['⌘', '⇧', 'F'])
})
