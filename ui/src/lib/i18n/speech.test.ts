import { directionOf, nameOfLanguage } from './plain'
import { afterEach, expect, test } from 'vitest'
import { formatDate, formatNumber, languages, learn, speak, spoken, t } from './index.svelte'

afterEach(() => speak('en'))

test('a switch of the language changes the next text and the next number', async () => {
  await learn('zh-CN')
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

test('a language says its own name, and the side it begins on', () => {
  expect(['en', 'zh-CN', 'zh-Hant', 'fr'].map(nameOfLanguage)).toEqual(['English', '简体中文', '繁體中文', 'français'])
  expect(['en', 'zh-CN', 'ar', 'he'].map(directionOf)).toEqual(['ltr', 'ltr', 'rtl', 'rtl'])
})

test('a language that is not there yet is spoken once it came, unless another was asked for meanwhile', async () => {
  speak('zh-CN')
  speak('en')
  await learn('zh-CN')
  expect(spoken()).toBe('en')
})
