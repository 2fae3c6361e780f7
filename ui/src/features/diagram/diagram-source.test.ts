import { expect, test } from 'vitest'
import { isDrawable, plainSource, titleOf } from './diagram-source'

test('settings and orders inside a source are no settings of ours', () => {
  expect(plainSource('---\nconfig:\n  securityLevel: loose\n---\ngraph TD\nA')).toBe('graph TD\nA')
  expect(plainSource('%%{init: {"securityLevel":"loose"}}%%\ngraph TD\nA')).toBe('\ngraph TD\nA')
  expect(plainSource('graph TD\n  click A "javascript:x"\nA-->B')).toBe('graph TD\nA-->B')
})

test('what would take long is not drawn', () => {
  expect(isDrawable('graph TD\nA-->B')).toBe(true)
  expect(isDrawable('x'.repeat(30_000))).toBe(false)
  expect(isDrawable(Array.from({ length: 500 }, (_, line) => `A${line}-->B`).join('\n'))).toBe(false)
})

test('a diagram with a title has a name', () => {
  expect(titleOf('pie title Pets\n"a": 1')).toBe('Pets')
  expect(titleOf('gantt\n  title A plan\n')).toBe('A plan')
  expect(titleOf('graph TD\naccTitle: The way\nA')).toBe('The way')
  expect(titleOf('graph TD\nA')).toBe(null)
})
