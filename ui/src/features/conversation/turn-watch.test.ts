import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BridgeError, MessageView, Phase, TurnEvent } from '../../bridge'
import { Message } from './message.svelte'
import { type TurnSource, TurnWatch } from './turn-watch'

const phase: Phase = { name: 'answering', sinceMs: 0, attempt: 1 }

function view(text: string, status: MessageView['status'] = 'streaming'): MessageView {
  return {
    id: 'm1',
    parentId: null,
    role: 'assistant',
    status,
    text: '',
    blocks: text === '' ? [] : [{ type: 'code', language: null, text, closed: false }],
    reasoning: [],
    pictures: [],
    bookmarked: false,
    versions: ['m1'],
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
  }
}

function snapshot(seq: number, text: string): TurnEvent {
  return { seq, kind: { type: 'snapshot', message: view(text), phase } }
}

function append(seq: number, text: string, index = 0): TurnEvent {
  return { seq, kind: { type: 'patch', reasoning: [], answer: [{ type: 'appendText', index, text }] } }
}

/** A program that records who is attached and lets the test speak. */
class Program implements TurnSource {
  attached = 0
  left = 0
  say: (event: TurnEvent) => void = () => undefined
  breakLine: () => void = () => undefined

  watch(_name: never, _request: unknown, onEvent: never, onEnd?: (error: BridgeError | null) => void): () => void {
    this.attached += 1
    this.say = onEvent
    this.breakLine = () => onEnd?.(null)
    return () => {
      this.left += 1
    }
  }
}

function shown(message: Message): string {
  return message.answer
    .plain()
    .map((block) => (block.type === 'code' ? block.text : block.type))
    .join('|')
}

describe('following an answer', () => {
  let program: Program
  let message: Message
  let watch: TurnWatch

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'] })
    program = new Program()
    message = new Message(view(''))
    watch = new TurnWatch(program, 'm1', message)
  })

  afterEach(() => {
    watch.stop()
    vi.useRealTimers()
  })

  it('says who answers as soon as that is known, and until the end', () => {
    program.say(snapshot(1, ''))
    program.say({ seq: 2, kind: { type: 'servedBy', host: 'localhost:11434' } })
    vi.advanceTimersToNextFrame()
    expect(message.view.servedBy).toBe('localhost:11434')
  })

  it('shows what came, once a frame', () => {
    program.say(snapshot(3, 'a'))
    program.say(append(4, 'b'))
    program.say(append(5, 'c'))
    expect(shown(message)).toBe('')
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('abc')
  })

  it('leaves out an event that it has already', () => {
    program.say(snapshot(3, 'a'))
    program.say(append(4, 'b'))
    program.say(append(4, 'b'))
    program.say(append(5, 'c'))
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('abc')
    expect(program.attached).toBe(1)
  })

  it('attaches anew when one is missing, and loses and repeats nothing', () => {
    program.say(snapshot(1, 'a'))
    program.say(append(3, 'c'))
    vi.advanceTimersByTime(20)
    expect(shown(message), 'nothing is shown out of order').toBe('a')
    vi.advanceTimersByTime(1)
    expect(program.attached).toBe(2)
    expect(program.left).toBe(1)
    program.say(snapshot(3, 'abc'))
    program.say(append(4, 'd'))
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('abcd')
  })

  it('attaches anew when a change does not fit', () => {
    program.say(snapshot(1, 'a'))
    program.say(append(2, 'b', 7))
    vi.advanceTimersByTime(25)
    expect(program.attached).toBe(2)
  })

  it('does not listen to an attachment that it left', () => {
    const old = program.say
    program.say(snapshot(1, 'a'))
    program.say(append(3, 'x'))
    vi.advanceTimersByTime(25)
    old(append(2, 'old'))
    program.say(snapshot(3, 'abc'))
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('abc')
  })

  it('is patient with a line that breaks again and again', () => {
    for (let round = 0; round < 20; round += 1) {
      program.breakLine()
      vi.advanceTimersByTime(100)
    }
    expect(program.attached, 'no storm of attachments').toBeLessThan(8)
    vi.advanceTimersByTime(10_000)
    program.say(snapshot(1, 'here again'))
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('here again')
  })

  it('shows what came before the line broke', () => {
    program.say(snapshot(1, 'a'))
    program.say(append(2, 'b'))
    program.breakLine()
    expect(shown(message)).toBe('ab')
  })

  it('ends with the figures of the message, keeps what is shown, and leaves', () => {
    program.say(snapshot(1, 'a whole'))
    program.say({ seq: 2, kind: { type: 'ended', message: view('', 'done') } })
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('a whole')
    expect(message.view.status).toBe('done')
    expect(message.at).toBeNull()
    expect(program.left).toBe(1)
    program.breakLine()
    vi.advanceTimersByTime(10_000)
    expect(program.attached).toBe(1)
  })

  it('asks for the whole when the last words before the end are missing', () => {
    program.say(snapshot(1, 'a'))
    program.say({ seq: 3, kind: { type: 'ended', message: view('', 'done') } })
    vi.advanceTimersByTime(25)
    expect(message.view.status).toBe('streaming')
    program.say(snapshot(3, 'ab'))
    program.say({ seq: 4, kind: { type: 'ended', message: view('', 'done') } })
    vi.advanceTimersByTime(20)
    expect(shown(message)).toBe('ab')
    expect(message.view.status).toBe('done')
  })

  it('goes on without frames while the window is hidden', () => {
    vi.stubGlobal('requestAnimationFrame', () => 1)
    program.say(snapshot(1, 'a'))
    vi.advanceTimersByTime(600)
    expect(shown(message)).toBe('a')
    vi.unstubAllGlobals()
  })
})
