import { describe, expect, test } from 'vitest'
import { previewChatUrl } from './chat-url'

describe('the address that is called', () => {
  test.each([
    ['https://api.deepseek.com', 'https://api.deepseek.com/chat/completions'],
    ['  api.deepseek.com/  ', 'https://api.deepseek.com/chat/completions'],
    ['https://api.deepseek.com/v1', 'https://api.deepseek.com/chat/completions'],
    ['https://api.deepseek.com/beta', 'https://api.deepseek.com/chat/completions'],
    ['https://api.deepseek.com/v1/chat/completions', 'https://api.deepseek.com/chat/completions'],
    ['https://gate.example/v1/', 'https://gate.example/v1/chat/completions'],
    ['https://gate.example/ds/models', 'https://gate.example/ds/chat/completions'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/chat/completions'],
    ['localhost:11434/v1', 'http://localhost:11434/v1/chat/completions'],
  ])('%s -> %s', (typed, called) => {
    expect(previewChatUrl(typed)).toBe(called)
  })

  test.each(['', '   ', 'http://api.deepseek.com', 'ftp://host', 'https://user:pw@host', 'https://host/?key=1', 'https://host/#a', 'two words'])(
    'nothing for %j',
    (typed) => {
      expect(previewChatUrl(typed)).toBeNull()
    },
  )
})
