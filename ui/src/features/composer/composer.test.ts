import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { byteLength, exceedsBytes } from './byte-length'
import { Draft } from './draft.svelte'
import { DraftKeeper } from './draft-keeper'
import { attached } from './files'
import { enterMeans, ImeGuard } from './ime'
import { pasteGoes } from './paste'

const enter = { isComposing: false, keyCode: 13 }

describe('Enter and the input method', () => {
  let nowMs = 0
  const guard = (): ImeGuard => new ImeGuard(() => nowMs)

  beforeEach(() => {
    nowMs = 1_000
  })

  it('is ours when nothing composes', () => expect(guard().owns(enter)).toBe(false))

  it('belongs to the input method while the event says so', () => {
    expect(guard().owns({ isComposing: true, keyCode: 13 })).toBe(true)
  })

  it('belongs to the input method when WebKit sends it as key 229 with nothing composing', () => {
    expect(guard().owns({ isComposing: false, keyCode: 229 })).toBe(true)
  })

  it('belongs to the input method between start and end, whatever the event says', () => {
    const ime = guard()
    ime.started()
    expect(ime.owns(enter)).toBe(true)
  })

  it('belongs to the input method for a moment after the end, then it is ours again', () => {
    const ime = guard()
    ime.started()
    ime.ended()
    nowMs += 59
    expect(ime.owns(enter)).toBe(true)
    nowMs += 2
    expect(ime.owns(enter)).toBe(false)
  })
})

describe('what Enter means', () => {
  const key = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false }

  it.each([
    ['enter', {}, 'send'],
    ['enter', { shiftKey: true }, 'newLine'],
    ['enter', { ctrlKey: true }, 'send'],
    ['enter', { altKey: true }, 'newLine'],
    ['modEnter', {}, 'newLine'],
    ['modEnter', { ctrlKey: true }, 'send'],
    ['modEnter', { metaKey: true }, 'send'],
    ['modEnter', { ctrlKey: true, shiftKey: true }, 'newLine'],
  ] as const)('%s with %o: %s', (setting, modifiers, meaning) => {
    expect(enterMeans({ ...key, ...modifiers }, setting)).toBe(meaning)
  })
})

describe('the length in bytes', () => {
  it.each(['', 'plain', 'é', '中文', '😀', 'a\ud800b', '\udc00', '👩‍👩‍👧'])('of %j is what the encoder says', (text) => {
    expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
  })

  it('is compared exactly at the limit', () => {
    expect(exceedsBytes('中'.repeat(10), 30)).toBe(false)
    expect(exceedsBytes('中'.repeat(10), 29)).toBe(true)
    expect(exceedsBytes('a'.repeat(31), 30)).toBe(true)
  })
})

describe('a paste', () => {
  const max = 8 * 1024 * 1024

  it('of ordinary length is the field’s', () => expect(pasteGoes('a'.repeat(1_000), '', max)).toBe('field'))
  it('of half a megabyte becomes a file', () => expect(pasteGoes('a'.repeat(500_000), '', max)).toBe('file'))
  it('of 10 MB is refused', () => expect(pasteGoes('a'.repeat(10_000_000), '', max)).toBe('refused'))
  it('that is too long only together with what is there is refused', () => {
    expect(pasteGoes('a'.repeat(5_000_000), 'b'.repeat(5_000_000), max)).toBe('refused')
  })
  it('of Chinese is measured in bytes', () => expect(pasteGoes('中'.repeat(4_000_000), '', max)).toBe('refused'))
})

describe('a draft', () => {
  it('puts what could not be sent above what was typed since', () => {
    const draft = new Draft()
    draft.typed = 'since'
    draft.giveBack('before')
    expect(draft.text).toBe('before\n\nsince')
  })

  it('keeps a very long text out of the field, whole', () => {
    const draft = new Draft()
    const long = 'x'.repeat(300_000)
    draft.put(long)
    expect(draft.typed).toBe('')
    expect(draft.files.map((file) => file.text)).toEqual([long])
    draft.typed = 'What is this?'
    const again = new Draft()
    again.put(draft.text)
    expect([again.typed, again.files[0]?.text]).toEqual(['What is this?', long])
  })

  it('of white space only is blank', () => {
    const draft = new Draft()
    draft.typed = ' \n '
    expect(draft.blank).toBe(true)
    draft.attach([attached('a.txt', 'x')])
    expect(draft.blank).toBe(false)
  })
})

describe('the keeping of drafts', () => {
  let kept: [string | null, string][] = []
  let keeper: DraftKeeper

  beforeEach(() => {
    vi.useFakeTimers()
    kept = []
    keeper = new DraftKeeper((id, text) => {
      kept.push([id, text])
      return Promise.resolve()
    })
  })
  afterEach(() => vi.useRealTimers())

  it('waits for a pause of the keys and keeps the last text once', () => {
    for (const text of ['h', 'he', 'hey']) {
      keeper.changed('c1', () => text)
      vi.advanceTimersByTime(399)
    }
    expect(kept).toEqual([])
    vi.advanceTimersByTime(1)
    expect(kept).toEqual([['c1', 'hey']])
    vi.advanceTimersByTime(5_000)
    expect(kept).toHaveLength(1)
  })

  it('keeps the draft of the conversation that is left at once', () => {
    keeper.changed('c1', () => 'one')
    keeper.changed('c2', () => 'two')
    expect(kept).toEqual([['c1', 'one']])
    keeper.flush()
    expect(kept).toEqual([
      ['c1', 'one'],
      ['c2', 'two'],
    ])
  })

  it('keeps nothing that was sent meanwhile', () => {
    keeper.changed(null, () => 'sent')
    keeper.drop(null)
    keeper.flush()
    expect(kept).toEqual([])
  })

  it('goes on after a draft could not be kept', async () => {
    let failures = 0
    const failing = new DraftKeeper(() => {
      failures += 1
      return Promise.reject(new Error('disk full'))
    })
    failing.changed('c1', () => 'a')
    failing.flush()
    await vi.advanceTimersByTimeAsync(0)
    failing.changed('c1', () => 'b')
    failing.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(failures).toBe(2)
  })
})
