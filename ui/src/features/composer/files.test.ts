import { describe, expect, test } from 'vitest'
import { cleanName, estimateTokens, joinFiles, splitFiles } from './files'

const file = (name: string, text: string) => ({ name, text })

describe('files in a message', () => {
  test.each([
    ['What is this?', [file('a.txt', 'one\ntwo\n')]],
    ['', [file('a.txt', ''), file('b "quoted" \\ 深海.md', '```js\nx\n```')]],
    ['words\n\nwith `code`', [file('c', '````file "fake"\nnot me\n````\n'), file('d', '\n```'), file('e', '`'.repeat(50))]],
  ])('come back as they were (%j)', (words, files) => {
    expect(splitFiles(joinFiles(words, files))).toEqual({ words, files: files.map((one) => ({ ...one, name: cleanName(one.name) })) })
  })

  test.each([
    'plain words',
    'a fence of one’s own\n\n```js\nlet x\n```',
    '```file "a"\ntext\n```\n\nand words after it',
    '```file a\nno quotes\n```',
    '```file "a"\nnever closed\n``',
    '```file "\\x"\nno JSON\n```',
  ])('are not seen where there are none (%j)', (text) => expect(splitFiles(text)).toEqual({ words: text, files: [] }))

  test('of eight megabytes are taken apart at once', () => {
    const text = joinFiles('x', [file('big', '```file "no"\n'.repeat(650_000))])
    expect(splitFiles(text).files).toHaveLength(1)
  })
})

test('a name is one short line without tricks', () => {
  expect(cleanName('../../etc/passwd')).toBe('passwd')
  expect(cleanName('C:\\Users\\x\\notes.txt')).toBe('notes.txt')
  expect(cleanName('a\n```\nb\u202Egnp.exe')).toBe('a b gnp.exe')
  expect(cleanName(' \t/')).toBe('file')
  expect(Array.from(cleanName('深'.repeat(500) + '.md'))).toHaveLength(120)
  expect(cleanName('x'.repeat(500) + '.md')).toMatch(/x….*\.md$/)
})

test('tokens are estimated by the rule of thumb', () => {
  expect([estimateTokens(''), estimateTokens('a'), estimateTokens('0123456789'), estimateTokens('深海深海深海深海深海')]).toEqual([0, 1, 3, 6])
})
