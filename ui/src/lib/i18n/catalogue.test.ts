// The catalogue is whole: every language has every key, every key is used, every text is in its language.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import en from './en.json'
import { type Message, placeholders } from './plain'
import zh from './zh-CN.json'

const source = resolve(import.meta.dirname, '../..')
const english: Record<string, Message> = en
const chinese: Record<string, Message> = zh

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

describe('the catalogue', () => {
  test('has the same keys in every language, in the same order', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english))
  })

  test('has every key once in its file', () => {
    for (const file of ['en.json', 'zh-CN.json']) {
      const keys = [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1])
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
    }
  })

  test('has no key that no source names', () => {
    const text = sourceText(source)
    expect(Object.keys(english).filter((key) => !text.includes(`'${key}'`) && !text.includes(`"${key}"`))).toEqual([])
  })

  test('is named by a key for every t() in the sources', () => {
    const used = [...sourceText(source).matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] ?? '')
    expect([...new Set(used)].filter((key) => !(key in english))).toEqual([])
  })

  test('has the same places to fill in every language', () => {
    const differing = Object.keys(english).filter(
      (key) => String(placeholders(english[key] ?? '')) !== String(placeholders(chinese[key] ?? '')),
    )
    expect(differing).toEqual([])
  })

  test('has no empty text, and no space around one', () => {
    for (const catalogue of [english, chinese]) {
      const bad = Object.keys(catalogue).filter((key) => texts(catalogue[key] ?? '').some((text) => text === '' || text !== text.trim()))
      expect(bad).toEqual([])
    }
  })

  test('is translated: Chinese differs from English and has Chinese in it', () => {
    const untranslated = Object.keys(english).filter(
      (key) => !SAME.has(key) && texts(chinese[key] ?? '').some((text) => /\p{L}/u.test(text.replaceAll(/\{\w+\}/g, '')) && !/\p{Script=Han}/u.test(text)),
    )
    expect(untranslated).toEqual([])
  })

  test('has the plural forms that each language asks for', () => {
    for (const [tag, catalogue] of [['en', english], ['zh-CN', chinese]] as const) {
      const wanted = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted()
      for (const message of Object.values(catalogue)) {
        if (typeof message !== 'string') expect(Object.keys(message).toSorted()).toEqual(wanted)
      }
    }
  })
})
