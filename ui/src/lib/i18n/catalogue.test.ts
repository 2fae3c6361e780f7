// The catalogue is whole: every language has every key, every key is used, every text is in its language.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import en from './en.json'
import { type Message, placeholders } from './plain'

const source = resolve(import.meta.dirname, '../..')
const english: Record<string, Message> = en
/** Every language beside English, by its tag: whoever adds a file adds it to all of this. */
const others = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json') && name !== 'en.json')
  .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Record<string, Message>] as const)

/** Names and words that are the same in every language. */
const SAME = new Set(['app.name'])

function texts(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message)
}

function sourceText(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

describe('English', () => {
  test('has no key that no source names', () => {
    const text = sourceText(source)
    expect(Object.keys(english).filter((key) => !text.includes(`'${key}'`) && !text.includes(`"${key}"`))).toEqual([])
  })

  test('is named by a key for every t() in the sources', () => {
    const used = [...sourceText(source).matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] ?? '')
    expect([...new Set(used)].filter((key) => !(key in english))).toEqual([])
  })
})

test('there is Chinese', () => {
  expect(others.map(([tag]) => tag)).toContain('zh-CN')
})

describe.each([['en', english] as const, ...others])('the catalogue of %s', (tag, catalogue) => {
  test('has the keys of English, in the same order, each once', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(english))
    const keys = [...readFileSync(join(import.meta.dirname, `${tag}.json`), 'utf8').matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  test('has the same places to fill', () => {
    const differing = Object.keys(english).filter((key) => String(placeholders(english[key] ?? '')) !== String(placeholders(catalogue[key] ?? '')))
    expect(differing).toEqual([])
  })

  test('has no empty text, and no space around one', () => {
    const bad = Object.keys(catalogue).filter((key) => texts(catalogue[key] ?? '').some((text) => text === '' || text !== text.trim()))
    expect(bad).toEqual([])
  })

  test('has the plural forms that its language asks for', () => {
    const wanted = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted()
    for (const message of Object.values(catalogue)) {
      if (typeof message !== 'string') expect(Object.keys(message).toSorted()).toEqual(wanted)
    }
  })

  test.skipIf(tag === 'en')('is translated: written in its own script, or other words than English', () => {
    const { script } = new Intl.Locale(tag).maximize()
    // Chinese is Hans or Hant, its letters are Han.
    const own = script === undefined || script === 'Latn' ? null : new RegExp(`\\p{Script=${/^Han[st]$/.test(script) ? 'Han' : script}}`, 'u')
    const untranslated = Object.keys(english).filter((key) => {
      if (SAME.has(key)) return false
      const said = texts(catalogue[key] ?? '').map((text) => text.replaceAll(/\{\w+\}/g, ''))
      if (own === null) return said.some((text) => /\p{L}{4}/u.test(text) && texts(english[key] ?? '').includes(text))
      return said.some((text) => /\p{L}/u.test(text) && !own.test(text))
    })
    expect(untranslated).toEqual([])
  })
})
