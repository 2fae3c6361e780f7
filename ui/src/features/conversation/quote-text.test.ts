import { describe, expect, it } from 'vitest'
import { quoted, withQuote } from './quote-text'

describe('a quoted passage', () => {
  it('has each line behind its mark, and none at its ends that says nothing', () => {
    expect(quoted('\n one \r\n\n  two\n \n')).toBe('>  one\n>\n>   two')
    expect(quoted(' \n ')).toBe('')
  })

  it('stands after what is typed, with room below', () => {
    expect(withQuote('', 'deep')).toBe('> deep\n\n')
    expect(withQuote('As you say:\n', 'deep\nsea')).toBe('As you say:\n\n> deep\n> sea\n\n')
    expect(withQuote('kept', '  ')).toBe('kept')
  })
})
