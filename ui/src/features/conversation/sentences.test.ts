import { expect, test } from 'vitest'
import { finishedSentences } from './sentences'

test('a sentence is said when the next one has begun, once, in either language', () => {
  expect(finishedSentences('Rivers carry sal', 0, 'en')).toEqual({ words: '', to: 0 })
  const first = finishedSentences('Rivers carry salt. It st', 0, 'en')
  expect(first).toEqual({ words: 'Rivers carry salt.', to: 19 })
  expect(finishedSentences('Rivers carry salt. It stays there. An', first.to, 'en').words).toBe('It stays there.')
  expect(finishedSentences('河流带来盐分。它留', 0, 'zh-CN').words).toBe('河流带来盐分。')
})
