import { afterEach, expect, test } from 'vitest'
import { formatDate, formatNumber, languages, speak, spoken, t } from './index.svelte'

afterEach(() => speak('en'))

test('a switch of the language changes the next text and the next number', () => {
  speak('en')
  expect(t('library.today')).toBe('Today')
  speak('zh-CN')
  expect(spoken()).toBe('zh-CN')
  expect(t('library.today')).toBe('今天')
  expect(formatNumber(1234.5)).toBe('1,234.5')
  expect(formatDate(new Date(2026, 8, 1).getTime(), { month: 'long' })).toBe('九月')
})

test('every file beside the English one is a language', () => {
  expect([...languages].sort()).toEqual(['en', 'zh-CN'])
})
