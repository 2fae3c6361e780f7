import { expect, test } from 'vitest'
import { fit } from './match'

test('what begins with the words comes before what has them, and that before initials', () => {
  const names = ['Rename conversation', 'New conversation', 'Conversation settings']
  const best = (query: string): string[] => names.filter((name) => fit(name, query) > 0).sort((one, other) => fit(other, query) - fit(one, query))
  expect(best('conv')[0]).toBe('Conversation settings')
  expect(best('nc')).toEqual(['New conversation'])
  expect(best('new conv')[0]).toBe('New conversation')
  expect(best('zzz')).toEqual([])
})

test('Chinese is found in the middle', () => {
  expect(fit('重命名对话', '命名')).toBeGreaterThan(0)
  expect(fit('重命名对话', '删除')).toBe(0)
})

test('nothing typed fits all', () => {
  expect(fit('anything', '  ')).toBe(1)
})
