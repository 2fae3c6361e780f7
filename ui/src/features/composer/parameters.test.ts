import { expect, test } from 'vitest'
import { isChosen, noParameters, stopLines, stopsOf, tokensOf } from './parameters'

test('a number of tokens is read as people write it, and nothing else is one', () => {
  expect(tokensOf('2,000')).toBe(2000)
  expect(tokensOf(' 4 096 ')).toBe(4096)
  expect(tokensOf('')).toBeNull()
  for (const wrong of ['0', '-1', '1.5', 'many', '393217', '99999999']) expect(tokensOf(wrong), wrong).toBeUndefined()
})

test('texts to stop at come back as they were, line ends and all', () => {
  const stop = ['END', '\n\n', '###']
  expect(stopsOf(stopLines(stop))).toEqual(stop)
  expect(stopsOf('\n\nEND\n')).toEqual(['END'])
  expect(stopsOf('x\n'.repeat(40))).toHaveLength(16)
})

test('untouched parameters are not chosen, and each one by itself is', () => {
  expect(isChosen(noParameters)).toBe(false)
  const ones = [{ system: 'x' }, { temperatureHundredths: 0 }, { topPHundredths: 95 }, { maxTokens: 1 }, { stop: ['x'] }, { json: true }]
  for (const one of ones) expect(isChosen({ ...noParameters, ...one })).toBe(true)
})
