import { expect, it, vi } from 'vitest'
import type { Bridge } from '../../bridge'
import { noParameters } from '../composer'
import { Conversation } from './conversation.svelte'
import { Conversations } from './conversations.svelte'

const choice = { model: 'flash', thinking: 'off' as const, parameters: noParameters }

/** A program that has an empty conversation of every name, and keeps what it is told to unless it refuses. */
function program(): { bridge: Bridge; refuse: boolean; kept: unknown[] } {
  const self = {
    refuse: false,
    kept: [] as unknown[],
    bridge: {
      call: async (name: string, request: { conversationId?: string; queue?: unknown }) => {
        if (name === 'conversation_open') {
          const id = request.conversationId
          return { info: { id, title: '', ...choice, draft: '', createdAtMs: 0, updatedAtMs: 0 }, messages: [], earlier: false, queue: [] }
        }
        if (name !== 'queue_keep') return {}
        if (self.refuse) throw { code: 'disk_full', message: '' }
        self.kept.push(request.queue)
        return {}
      },
      watch: () => () => undefined,
    } as unknown as Bridge,
  }
  return self
}

it('a line that is not kept is told, stays, and is kept when asked again', async () => {
  const self = program()
  const conversation = new Conversation(self.bridge, choice, 'c1')
  await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
  self.refuse = true
  conversation.queue.add('Precious')
  await vi.waitFor(() => expect(conversation.problem).toMatchObject({ doing: 'keepQueue', error: { code: 'disk_full' } }))
  expect(conversation.queue.list.map(({ text }) => text)).toEqual(['Precious'])
  self.refuse = false
  conversation.queue.keep()
  await vi.waitFor(() => expect(conversation.problem).toBeNull())
  expect(self.kept).toEqual([conversation.queue.list])
})

it('a conversation whose line is nowhere but here is not let go', async () => {
  const self = program()
  const held = new Conversations(self.bridge, () => ({ mode: 'live', choice, newDraft: '' }))
  const conversation = held.open('c0')
  await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
  self.refuse = true
  conversation.queue.add('Precious')
  await vi.waitFor(() => expect(conversation.problem).not.toBeNull())
  for (let n = 1; n <= 20; n += 1) held.open(`c${n}`)
  expect(held.open('c0')).toBe(conversation)
})

it('nothing of before is held when all was erased', async () => {
  const held = new Conversations(program().bridge, () => ({ mode: 'live', choice, newDraft: '' }))
  const [first, shown] = [held.open('c1'), held.open('c2')]
  await vi.waitFor(() => expect([first.loading.state, shown.loading.state]).toEqual(['ready', 'ready']))
  shown.draft.typed = 'private words'
  held.beginAnew()
  expect([held.currentId, held.current.draft.typed]).toEqual([null, ''])
  expect(held.open('c1')).not.toBe(first)
  expect(held.open('c2').draft.typed).toBe('')
})
