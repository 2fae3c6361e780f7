import { describe, expect, it, vi } from 'vitest'
import type { Bridge, CommandMap, ConversationView, MessageView, Phase, TurnEvent } from '../../bridge'
import { noParameters } from '../composer'
import { Conversation } from './conversation.svelte'
import { Conversations } from './conversations.svelte'

function message(id: string, role: MessageView['role'], over: Partial<MessageView> = {}): MessageView {
  return {
    id,
    parentId: null,
    role,
    status: 'done',
    text: role === 'user' ? `text of ${id}` : '',
    blocks: [],
    reasoning: [],
    pictures: [],
    bookmarked: false,
    versions: [id],
    model: null,
    servedModel: null,
    servedBy: null,
    finishReason: null,
    error: null,
    tokens: null,
    cost: null,
    timings: { firstByteMs: null, firstReasoningMs: null, firstContentMs: null, endMs: null },
    createdAtMs: 0,
    laterBytes: 0,
    ...over,
  }
}

function viewOf(id: string, messages: MessageView[], draft = ''): ConversationView {
  return {
    info: { id, title: id, model: 'flash', thinking: 'off', parameters: noParameters, draft, createdAtMs: 0, updatedAtMs: 0 },
    messages,
    earlier: false,
    queue: [],
  }
}

type Answers = { [Name in keyof CommandMap]?: (request: CommandMap[Name]['request']) => unknown }

/** The program with the answers a test gives; it records what was asked and who is followed. */
class Program {
  asked: { name: string; request: Record<string, unknown> }[] = []
  followed = new Map<string, (event: TurnEvent) => void>()
  #answers: Answers

  constructor(answers: Answers) {
    this.#answers = answers
  }

  bridge: Bridge = {
    call: async (name: string, request: never) => {
      this.asked.push({ name, request })
      const answer = (this.#answers as Record<string, (request: unknown) => unknown>)[name]
      if (answer === undefined) return {} as never
      return (await answer(request)) as never
    },
    watch: (_name: unknown, request: unknown, onEvent: unknown) => {
      const id = (request as { messageId: string }).messageId
      this.followed.set(id, onEvent as (event: TurnEvent) => void)
      return () => this.followed.delete(id)
    },
  } as Bridge

  requests(name: string): Record<string, unknown>[] {
    return this.asked.filter((asked) => asked.name === name).map((asked) => asked.request)
  }
}

const choice = { model: 'flash', thinking: 'off' as const, parameters: noParameters }
const app = { mode: 'live' as const, choice, newDraft: '' }
const refusal = { code: 'offline', message: 'no network' }

function path(question = 'q1', answer = 'a1', status: MessageView['status'] = 'streaming'): MessageView[] {
  return [message(question, 'user'), message(answer, 'assistant', { parentId: question, status })]
}

describe('a question that is taken back', () => {
  it('leaves all that was typed in a new conversation when it was the only one', async () => {
    const taken = { view: null, text: 'the question', pictures: [], beginWith: 'Well,' }
    const program = new Program({ conversation_open: () => viewOf('c1', path(), 'typed there'), turn_take_back: () => taken })
    const conversations = new Conversations(program.bridge, () => app)
    const conversation = conversations.open('c1')
    await vi.waitFor(() => expect(conversation.running).not.toBeNull())
    if (conversation.running !== null) await conversation.takeBack(conversation.running)
    const { draft } = conversations.current
    expect(conversations.current).not.toBe(conversation)
    expect([draft.text, draft.beginWith]).toEqual(['the question\n\ntyped there', 'Well,'])
  })
})

describe('a conversation', () => {
  it('shows the message at once and follows its answer', async () => {
    const program = new Program({
      turn_start: () => ({ view: viewOf('c1', path()), questionId: 'q1', answerId: 'a1' }),
    })
    const conversation = new Conversation(program.bridge, choice)
    conversation.draft.typed = 'Hello'
    const sending = conversation.send()
    expect(conversation.echo).toEqual({ text: 'Hello', pictures: [], after: 0 })
    expect(conversation.draft.blank).toBe(true)
    await sending
    expect(conversation.id).toBe('c1')
    expect(conversation.echo).toBeNull()
    expect([...program.followed.keys()]).toEqual(['a1'])
    expect(program.requests('turn_start')[0]).toMatchObject({ text: 'Hello', ...choice })
    expect(program.requests('turn_start')[0]).not.toHaveProperty('conversationId')
  })

  it('gives the text back and says why when it could not be sent', async () => {
    const program = new Program({ turn_start: () => Promise.reject(refusal) })
    const conversation = new Conversation(program.bridge, choice)
    conversation.draft.typed = 'Precious words'
    const sending = conversation.send()
    conversation.draft.typed = 'typed meanwhile'
    await sending
    expect(conversation.draft.text).toBe('Precious words\n\ntyped meanwhile')
    expect(conversation.problem?.error.code).toBe('offline')
    expect(conversation.echo).toBeNull()
  })

  it.each([
    { found: 'done' as const, answered: 'streaming' as const, sent: ['Hello'] },
    { found: 'done' as const, answered: 'done' as const, sent: ['Hello'] },
    { found: 'streaming' as const, answered: 'streaming' as const, sent: ['in line'] },
  ])('sends a line by itself only if it stood behind an answer: $found, then $answered', async ({ found, answered, sent }) => {
    const program = new Program({
      conversation_open: () => ({ ...viewOf('c1', path('q1', 'a1', found)), queue: [{ clientId: 'w1', text: 'in line' }] }),
      turn_start: () => ({ view: viewOf('c1', path('q2', 'a2', answered)), questionId: 'q2', answerId: 'a2' }),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    if (found === 'done') {
      conversation.draft.typed = 'Hello'
      await conversation.send()
    }
    const id = found === 'done' ? 'a2' : 'a1'
    const answer = message(id, 'assistant')
    const at = { ...answer, status: 'streaming' as const }
    const phase: Phase = { name: 'answering', attempt: 1, sinceMs: 0 }
    program.followed.get(id)?.({ seq: 1, kind: { type: 'snapshot', message: at, phase } })
    program.followed.get(id)?.({ seq: 2, kind: { type: 'ended', message: answer } })
    await vi.waitFor(() => expect(program.followed.has(id)).toBe(false))
    await new Promise((done) => setTimeout(done))
    expect(program.requests('turn_start').map((request) => request['text'])).toEqual(sent)
    await conversation.sendNext()
    expect(program.requests('turn_start').at(-1), 'what is held goes when the reader says so').toMatchObject({ text: 'in line' })
  })

  it('never sends a blank message', async () => {
    const program = new Program({})
    const conversation = new Conversation(program.bridge, choice)
    conversation.draft.typed = ' \n\t　'
    await conversation.send()
    expect(program.asked).toEqual([])
  })

  it('asks an edited message again after its parent, and opens the editor again when that fails', async () => {
    const program = new Program({
      conversation_open: () =>
        viewOf('c1', [
          ...path('q1', 'a1', 'done'),
          message('q2', 'user', { parentId: 'a1' }),
          message('a2', 'assistant', { parentId: 'q2' }),
        ]),
      turn_start: () => Promise.reject(refusal),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    const edited = conversation.messages[2]
    if (edited === undefined) throw new Error('no third message')
    const asking = conversation.resend(edited, 'Differently')
    expect(conversation.echo).toEqual({ text: 'Differently', pictures: [], after: 2 })
    await asking
    expect(program.requests('turn_start')[0]).toMatchObject({ parentId: 'a1', conversationId: 'c1' })
    expect(conversation.editing).toEqual({ id: 'q2', text: 'Differently' })
  })

  it('opens at its end, and has all of it soon: what is shown stays, and so does where a message goes', async () => {
    const whole = [...path('q1', 'a1', 'done'), message('q2', 'user'), message('a2', 'assistant', { parentId: 'q2' })]
    const program = new Program({
      conversation_open: ({ newest }) => (newest === undefined ? viewOf('c1', whole) : { ...viewOf('c1', whole.slice(2)), earlier: true }),
      turn_start: () => new Promise(() => undefined),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    const [question] = conversation.messages
    expect([question?.id, conversation.earlier]).toEqual(['q2', true])
    conversation.draft.typed = 'More'
    void conversation.send()
    await Promise.all([conversation.rest.path(), conversation.rest.all()])
    expect(conversation.messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2'])
    expect(conversation.messages[2], 'what is shown stays').toBe(question)
    expect([conversation.earlier, conversation.echo?.after]).toEqual([false, 4])
    expect(program.requests('conversation_open').map(({ newest }) => newest === undefined)).toEqual([false, true])
  })

  it('does not put an older path in the place of one that came meanwhile, and asks again when it did not come', async () => {
    const whole = [...path('q1', 'a1', 'done'), message('q2', 'user'), message('a2', 'assistant', { parentId: 'q2' })]
    const answers: ((view: ConversationView) => void)[] = []
    let refuse = true
    const program = new Program({
      conversation_open: ({ newest }) => {
        if (newest !== undefined) return { ...viewOf('c1', whole.slice(2)), earlier: true }
        return refuse ? Promise.reject(refusal) : new Promise((done) => answers.push(done))
      },
      message_show: () => viewOf('c1', [...whole.slice(0, 3), message('a9', 'assistant', { parentId: 'q2' })]),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    await conversation.rest.all()
    expect(conversation.earlier).toBe(true)
    refuse = false
    const reading = conversation.rest.path()
    await conversation.show('a9')
    answers[0]?.(viewOf('c1', whole))
    await reading
    expect(conversation.messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a9'])
  })

  it('keeps what a message shows when the path is read anew', async () => {
    const program = new Program({
      conversation_open: () => viewOf('c1', path()),
      message_show: () => viewOf('c1', [message('q1', 'user'), message('a9', 'assistant', { parentId: 'q1' })]),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    const question = conversation.messages[0]
    await conversation.show('a9')
    expect(conversation.messages[0]).toBe(question)
    expect(conversation.messages[1]?.id).toBe('a9')
    expect(program.followed.size, 'the answer that is not shown is left').toBe(0)
  })

  it('stops only what runs, once', async () => {
    const program = new Program({ conversation_open: () => viewOf('c1', path()) })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.running?.id).toBe('a1'))
    await Promise.all([conversation.stop(), conversation.stop()])
    expect(program.requests('turn_stop')).toEqual([{ messageId: 'a1' }])
    expect(conversation.running?.stopping).toBe(true)
  })

  it('sends what waits also when an answer has ended before it could be followed', async () => {
    let turns = 0
    const program = new Program({
      turn_start: () => {
        turns += 1
        return { view: viewOf('c1', path(`q${turns}`, `a${turns}`, turns === 1 ? 'streaming' : 'done')), questionId: `q${turns}`, answerId: `a${turns}` }
      },
    })
    const conversation = new Conversation(program.bridge, choice)
    for (const text of ['first', 'second', 'third']) {
      conversation.draft.typed = text
      await conversation.send()
    }
    const say = program.followed.get('a1')
    say?.({ seq: 1, kind: { type: 'snapshot', message: message('a1', 'assistant', { status: 'streaming' }), phase: { name: 'answering', sinceMs: 0, attempt: 1 } } })
    say?.({ seq: 2, kind: { type: 'ended', message: message('a1', 'assistant') } })
    await vi.waitFor(() => expect(program.requests('turn_start')).toHaveLength(3))
    expect(program.requests('turn_start').map(({ text }) => text)).toEqual(['first', 'second', 'third'])
    expect(conversation.queue.list).toEqual([])
    expect(conversation.echo).toBeNull()
  })

  it.each([true, false])('does not send a waiting message while it is being changed, and sends it then (saved: %s)', async (saved) => {
    const program = new Program({
      conversation_open: () => ({ ...viewOf('c1', path()), queue: [{ clientId: 'w1', text: 'old words' }] }),
      turn_start: () => ({ view: viewOf('c1', path('q2', 'a2')), questionId: 'q2', answerId: 'a2' }),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(program.followed.size).toBe(1))
    conversation.queue.editing = { clientId: 'w1', text: 'new words' }
    const say = program.followed.get('a1')
    say?.({ seq: 1, kind: { type: 'snapshot', message: message('a1', 'assistant', { status: 'streaming' }), phase: { name: 'answering', sinceMs: 0, attempt: 1 } } })
    say?.({ seq: 2, kind: { type: 'ended', message: message('a1', 'assistant') } })
    await conversation.sendNext()
    expect(program.requests('turn_start')).toEqual([])
    conversation.queuedEdited(saved)
    await vi.waitFor(() => expect(program.requests('turn_start')).toHaveLength(1))
    expect(program.requests('turn_start')[0]).toMatchObject({ text: saved ? 'new words' : 'old words' })
  })

  it('asks for one more answer, and makes one conversation, at a double click', async () => {
    const program = new Program({
      conversation_open: () => viewOf('c1', path('q1', 'a1', 'done')),
      turn_regenerate: () => ({ view: viewOf('c1', path('q1', 'a2')), questionId: 'q1', answerId: 'a2' }),
      conversation_fork: () => viewOf('c2', []),
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    const answer = conversation.messages[1]
    if (answer === undefined) throw new Error('no answer')
    expect(await Promise.all([conversation.fork(answer), conversation.fork(answer)])).toEqual(['c2', null])
    expect(program.requests('conversation_fork')).toHaveLength(1)
    await Promise.all([conversation.regenerate(answer), conversation.regenerate(answer)])
    expect(program.requests('turn_regenerate')).toHaveLength(1)
    expect(conversation.running?.id).toBe('a2')
  })

  it('keeps what was typed while it opened, and sends nothing before it is there', async () => {
    const program = new Program({ conversation_open: () => viewOf('c1', path('q1', 'a1', 'done'), 'an old draft') })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    conversation.draft.typed = 'typed at once'
    await conversation.send()
    expect(program.requests('turn_start')).toEqual([])
    await vi.waitFor(() => expect(conversation.loading.state).toBe('ready'))
    expect(conversation.draft.typed).toBe('typed at once')
  })

  it('says why it could not be opened, and opens at the second try', async () => {
    let tries = 0
    const program = new Program({
      conversation_open: () => {
        tries += 1
        return tries === 1 ? Promise.reject(refusal) : viewOf('c1', path('q1', 'a1', 'done'), 'a draft')
      },
    })
    const conversation = new Conversation(program.bridge, choice, 'c1')
    await vi.waitFor(() => expect(conversation.loading.state).toBe('failed'))
    await conversation.load()
    expect(conversation.messages).toHaveLength(2)
    expect(conversation.draft.typed).toBe('a draft')
  })
})

describe('the conversations of a window', () => {
  it('go on while another one is shown', async () => {
    const program = new Program({ conversation_open: (request) => viewOf(request.conversationId, path()) })
    const held = new Conversations(program.bridge, () => app)
    const first = held.open('c1')
    await vi.waitFor(() => expect(first.running).not.toBeNull())
    held.open('c2')
    expect(program.followed.has('a1')).toBe(true)
    expect(held.open('c1')).toBe(first)
    expect(program.requests('conversation_open')).toHaveLength(2)
  })

  it('let go of those that were left long ago, but never of a running one', async () => {
    const program = new Program({
      conversation_open: ({ conversationId: id }) => viewOf(id, path(`q-${id}`, `a-${id}`, id === 'c0' ? 'streaming' : 'done')),
    })
    const held = new Conversations(program.bridge, () => app)
    const running = held.open('c0')
    await vi.waitFor(() => expect(running.running).not.toBeNull())
    const second = held.open('c1')
    for (let index = 2; index < 30; index += 1) {
      const opened = held.open(`c${index}`)
      await vi.waitFor(() => expect(opened.loading.state).toBe('ready'))
    }
    expect(held.open('c0')).toBe(running)
    expect(held.open('c1')).not.toBe(second)
  })

  it('keep the words of a new conversation while the reader looks elsewhere', () => {
    const program = new Program({ conversation_open: () => viewOf('c1', []) })
    const held = new Conversations(program.bridge, () => app)
    const fresh = held.open(null)
    fresh.draft.typed = 'half a thought'
    held.drafted(fresh)
    held.open('c1')
    expect(program.requests('draft_keep')).toEqual([{ text: 'half a thought' }])
    expect(held.open(null)).toBe(fresh)
  })

  it('say the id of a new conversation when it gets one', async () => {
    const program = new Program({ turn_start: () => ({ view: viewOf('c7', path()), questionId: 'q1', answerId: 'a1' }) })
    const held = new Conversations(program.bridge, () => app)
    const born: string[] = []
    held.onborn = (id) => born.push(id)
    held.current.draft.typed = 'Hello'
    await held.current.send()
    expect(born).toEqual(['c7'])
    expect(held.open('c7'), 'it is not read again').toBe(held.current)
    expect(program.requests('conversation_open')).toEqual([])
    expect(held.open(null).id).toBeNull()
  })

  it('begin anew in another mode, with the words kept for it, and only then', async () => {
    const program = new Program({ conversation_open: () => viewOf('c1', path()) })
    let now = { mode: 'live' as 'live' | 'demo', choice, newDraft: 'kept words' }
    const held = new Conversations(program.bridge, () => now)
    held.forgetAll()
    expect(held.current.draft.typed).toBe('kept words')
    const running = held.open('c1')
    await vi.waitFor(() => expect(running.running).not.toBeNull())
    held.forgetAll()
    expect(held.current, 'the same mode').toBe(running)
    now = { mode: 'demo', choice, newDraft: '' }
    held.forgetAll()
    expect(held.currentId).toBeNull()
    expect(held.current.draft.blank).toBe(true)
    expect(program.followed.size).toBe(0)
  })

  it('show a new one in the place of one that is gone', async () => {
    const program = new Program({ conversation_open: () => viewOf('c1', path()) })
    const held = new Conversations(program.bridge, () => app)
    const gone = held.open('c1')
    await vi.waitFor(() => expect(gone.running).not.toBeNull())
    held.forget('c1')
    expect(held.currentId).toBeNull()
    expect(program.followed.size).toBe(0)
  })
})
