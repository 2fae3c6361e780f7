import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Bridge } from './bridge'
import { answeredFirst } from './first-answers'

const asked: string[] = []
const program = {
  call: (name: string) => {
    asked.push(name)
    return Promise.resolve(`asked ${name}`)
  },
  watch: () => () => undefined,
} as unknown as Bridge

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  asked.length = 0
})

function pageWith(data: string | null): Document {
  const page = document.implementation.createHTMLDocument()
  if (data !== null) {
    const element = page.createElement('script')
    element.id = 'first-answers'
    element.type = 'application/json'
    element.textContent = data
    page.head.append(element)
  }
  return page
}

const given = JSON.stringify([
  { name: 'shelves_get', request: {}, answer: 'given' },
  { name: 'conversation_list', request: { limit: 100, shelf: { kind: 'library' } }, answer: 'given rows' },
])

test('an answer of the page is given once, to its own request', async () => {
  const page = pageWith(given)
  const bridge = answeredFirst(program, page)
  expect(page.getElementById('first-answers'), 'titles do not stay in the page').toBeNull()
  expect(await bridge.call('conversation_list', { limit: 200, shelf: { kind: 'library' } })).toBe('asked conversation_list')
  expect(await bridge.call('conversation_list', { limit: 100, shelf: { kind: 'library' } })).toBe('given rows')
  expect(await bridge.call('conversation_list', { limit: 100, shelf: { kind: 'library' } })).toBe('asked conversation_list')
  expect(await bridge.call('shelves_get', {})).toBe('given')
})

test('an answer that nobody took at the start is forgotten', async () => {
  const bridge = answeredFirst(program, pageWith(given))
  vi.advanceTimersByTime(1001)
  expect(await bridge.call('shelves_get', {})).toBe('asked shelves_get')
})

test.each([null, '', '{', '{}', 'null'])('a page that brings %j brings nothing', async (data) => {
  const bridge = answeredFirst(program, pageWith(data))
  expect(await bridge.call('shelves_get', {})).toBe('asked shelves_get')
})
