import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import en from '../lib/i18n/en.json'
import zh from '../lib/i18n/zh-CN.json'
import { errorCodes, wordsOf } from './error-words'

test('every code of the contract has words, and no word is left of a code that is gone', () => {
  const contract = readFileSync(resolve(import.meta.dirname, '../bridge/generated/contract.ts'), 'utf8')
  const union = /export type ErrorCode = ([^;]+);/.exec(contract)?.[1] ?? ''
  const codes = [...union.matchAll(/"([a-z_]+)"/g)].map((match) => match[1])
  expect(codes.length).toBeGreaterThan(30)
  expect([...errorCodes].toSorted()).toEqual(codes.toSorted())
})

test('a code of a newer program is said as an inner fault', () => {
  // The program may be newer than the page in a browser's cache.
  const unknown = 'from_the_future' as Parameters<typeof wordsOf>[0]
  expect(wordsOf(unknown).sentence).toBe('error.internal')
})

test('every code is said in a sentence of both languages, never by its name', () => {
  for (const code of errorCodes) {
    const { sentence } = wordsOf(code)
    expect(en[sentence], code).toMatch(/^\p{Lu}.*\.$/u)
    expect(zh[sentence], code).toMatch(/。$/u)
    expect(`${en[sentence]} ${zh[sentence]}`).not.toContain(code)
  }
})
