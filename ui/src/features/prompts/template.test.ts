import { expect, test } from 'vitest'
import { blanksOf, fillBlanks, matching, merged, readPrompts, writePrompts } from './template'

const prompt = (name: string, text = name) => ({ name, text })

test('blanks are found once each, and filled as the words they are', () => {
  const text = 'Translate {{text}} into {{ language }}. Keep {{text}}. Not {{}} or {single} or {{a\nb}}.'
  expect(blanksOf(text)).toEqual(['text', 'language'])
  const values = new Map([['text', '$& {{language}}'], ['language', '中文']])
  expect(fillBlanks(text, values)).toBe('Translate $& {{language}} into 中文. Keep $& {{language}}. Not {{}} or {single} or {{a\nb}}.')
})

test('names that begin with what is typed come first', () => {
  const all = [prompt('retranslate'), prompt('Translate'), prompt('plain')]
  expect(matching(all, 'tr').map(({ name }) => name)).toEqual(['Translate', 'retranslate'])
  expect(matching(all, '')).toHaveLength(3)
  expect(matching(all, 'x')).toEqual([])
})

test('prompts go out and come back, and a stranger’s file is no prompt', () => {
  const all = [prompt('a', 'A {{x}}'), prompt('深', '海')]
  expect(readPrompts(writePrompts(all))).toEqual(all)
  expect(readPrompts('[{"name":"a","text":"b","more":1},{"name":3},null]')).toEqual([prompt('a', 'b')])
  for (const wrong of ['', 'null', '{}', '[]', '{"prompts":{}}', '[1,2]']) expect(readPrompts(wrong), wrong).toBeNull()
})

test('a prompt of a file takes the place of one of the same name', () => {
  expect(merged([prompt('a', '1'), prompt('b')], [prompt('A', '2'), prompt('c')])).toEqual([prompt('b'), prompt('A', '2'), prompt('c')])
})
