import { describe, expect, test } from 'vitest'
import { chooseForm, chooseLanguage, fill, placeholders } from './plain'

const english = new Intl.PluralRules('en')
const numbers = new Intl.NumberFormat('en')

describe('a message', () => {
  test('takes the plural form of its number', () => {
    const message = { one: '{n} file', other: '{n} files' }
    expect(chooseForm(message, { n: 1 }, english)).toBe('{n} file')
    expect(chooseForm(message, { n: 0 }, english)).toBe('{n} files')
    expect(chooseForm(message, undefined, english)).toBe('{n} files')
  })

  test('is filled with numbers of the language and texts as they are', () => {
    expect(fill('{n} of {name}', { n: 12345, name: '{n}' }, numbers)).toBe('12,345 of {n}')
  })

  test('keeps a place that nobody fills in sight', () => {
    expect(fill('Hello {name}', { other: 1 }, numbers)).toBe('Hello {name}')
  })

  test('names its places once, sorted', () => {
    expect(placeholders({ one: '{b} {a}', other: '{a}' })).toEqual(['a', 'b'])
  })
})

describe('the language', () => {
  const offered = ['en', 'zh-CN']
  test('is the first wanted one that exists', () => {
    expect(chooseLanguage(['fr-FR', 'zh-CN', 'en'], offered)).toBe('zh-CN')
  })
  test('is a near one of the same tongue', () => {
    expect(chooseLanguage(['zh-Hans-SG'], offered)).toBe('zh-CN')
    expect(chooseLanguage(['en-GB'], offered)).toBe('en')
  })
  test('is English when nothing fits', () => {
    expect(chooseLanguage(['fr'], offered)).toBe('en')
    expect(chooseLanguage([], offered)).toBe('en')
  })
})
