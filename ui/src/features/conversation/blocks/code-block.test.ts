import { flushSync, mount, unmount } from 'svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Block, CodeTint } from '../../../bridge'
import { BlockList } from '../block-list.svelte'
import Prose from '../Prose.svelte'

let shown: ReturnType<typeof mount> | undefined

afterEach(() => {
  if (shown !== undefined) void unmount(shown)
  document.body.replaceChildren()
})

function show(blocks: Block[]): { list: BlockList; root: HTMLElement; tint: (tint: CodeTint) => void } {
  let tell: ((tint: CodeTint) => void) | undefined
  const list = new BlockList(blocks, (ontint) => {
    tell = ontint
    return () => undefined
  })
  shown = mount(Prose, { target: document.body, props: { blocks: list } })
  flushSync()
  const tint = (said: CodeTint): void => {
    tell?.(said)
    flushSync()
  }
  return { list, root: document.body, tint }
}

const code = (text: string, closed = true): Block => ({ type: 'code', language: 'rust', text, closed })
const many = (lines: number): string => Array.from({ length: lines }, (_, index) => `line ${index + 1}`).join('\n')
const foldOf = (root: HTMLElement): HTMLButtonElement | null => root.querySelector('[data-testid="code-fold"]')

describe('a code block', () => {
  it('shows its words at once and its colours when they come', () => {
    const { root, tint } = show([code('let a = 1')])
    expect(root.querySelector('pre')?.textContent).toBe('let a = 1')
    tint({ path: [0], from: 0, lines: [[['keyword', 3]]] })
    expect(root.querySelector('.token-keyword')?.textContent).toBe('let')
    expect(root.querySelector('pre')?.textContent).toBe('let a = 1')
  })

  it('gets its colours wherever it stands', () => {
    const inner: Block = { type: 'list', ordered: false, start: 0, tight: true, items: [{ task: null, blocks: [code('let b')] }] }
    const { root, tint } = show([code('let a'), { type: 'quote', alert: null, blocks: [inner] }])
    tint({ path: [1, 0, 0, 0], from: 0, lines: [[['keyword', 3]]] })
    expect(root.querySelectorAll('.token-keyword')).toHaveLength(1)
    expect(root.querySelector('blockquote .token-keyword')).not.toBeNull()
  })

  it('sets and paints a very long text in parts, and loses none of it', async () => {
    const text = many(5_000)
    const { root, tint } = show([code(text)])
    tint({ path: [0], from: 0, lines: Array.from({ length: 5_000 }, () => [['keyword', 4]]) })
    foldOf(root)?.click()
    flushSync()
    const atOnce = root.querySelectorAll('.line').length
    expect(atOnce).toBeGreaterThan(100)
    expect(atOnce).toBeLessThan(1_000)
    await vi.waitUntil(() => root.querySelectorAll('.token-keyword').length === 5_000, { timeout: 20_000 })
    expect([...(root.querySelector('code')?.children ?? [])].map((box) => box.textContent).join('\n')).toBe(text)
    foldOf(root)?.click()
    flushSync()
    expect(root.querySelectorAll('.line')).toHaveLength(30)
  })

  it('is let go of while it grows', async () => {
    const { root } = show([code(many(5_000))])
    foldOf(root)?.click()
    flushSync()
    foldOf(root)?.click()
    flushSync()
    await new Promise((done) => setTimeout(done, 200))
    expect(root.querySelectorAll('.line')).toHaveLength(30)
  })

  it('shows its beginning when it is very long, and all of it on demand', () => {
    const { root } = show([code(many(41))])
    expect(root.querySelectorAll('.line')).toHaveLength(30)
    foldOf(root)?.click()
    flushSync()
    expect(root.querySelectorAll('.line')).toHaveLength(41)
    foldOf(root)?.click()
    flushSync()
    expect(root.querySelectorAll('.line')).toHaveLength(30)
  })

  it('is whole with forty lines', () => {
    const { root } = show([code(many(40))])
    expect(root.querySelectorAll('.line')).toHaveLength(40)
    expect(foldOf(root)).toBeNull()
  })

  it('does not fold away what was seen coming', () => {
    const { list, root } = show([code(many(60), false)])
    list.apply([{ type: 'put', index: 0, block: code(many(60)) }])
    flushSync()
    expect(root.querySelectorAll('.line')).toHaveLength(60)
  })

  it('wraps and numbers its lines when asked', () => {
    const { root } = show([code('a\nb')])
    for (const option of ['code-wrap', 'code-numbers']) {
      root.querySelector<HTMLButtonElement>(`[data-testid="${option}"]`)?.click()
    }
    flushSync()
    expect([...(root.querySelector('pre')?.classList ?? [])]).toEqual(expect.arrayContaining(['wrapped', 'numbered']))
  })
})
