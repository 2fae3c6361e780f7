import { flushSync, mount, unmount } from 'svelte'
import { afterEach, describe, expect, it } from 'vitest'
import type { Block, Inline } from '../../../bridge'
import { BlockList } from '../block-list.svelte'
import Prose from '../Prose.svelte'

let shown: ReturnType<typeof mount> | undefined

afterEach(() => {
  if (shown !== undefined) void unmount(shown)
  document.body.replaceChildren()
})

function show(blocks: Block[]): { list: BlockList; root: HTMLElement } {
  const list = new BlockList(blocks)
  shown = mount(Prose, { target: document.body, props: { blocks: list } })
  flushSync()
  const root = document.body.querySelector<HTMLElement>('[data-blocks]')
  if (root === null) throw new Error('nothing is shown')
  return { list, root }
}

const text = (words: string): Inline => ({ type: 'text', text: words })
const cell = (words: string): { inlines: Inline[] } => ({ inlines: [text(words)] })
const paragraph = (...inlines: Inline[]): Block => ({ type: 'paragraph', inlines })

describe('the blocks on the screen', () => {
  it('set running text without a space too many or too few', () => {
    const { root } = show([
      paragraph(
        text('un'),
        { type: 'strong', children: [text('believ')] },
        text('able'),
        { type: 'softBreak' },
        { type: 'emphasis', children: [text('really')] },
        { type: 'code', text: 'x' },
        text('，中文'),
        { type: 'link', href: 'https://a.example/', host: 'a.example', warn: false, children: [text('here')] },
        text('.'),
      ),
    ])
    expect(root.textContent).toBe('unbelievablereallyx，中文here.')
    expect(root.querySelectorAll('br')).toHaveLength(1)
  })

  it('of a very large table show the beginning at once and the rest in free moments', async () => {
    const rows = Array.from({ length: 301 }, (_, index) => [cell(`row ${index}`)])
    const { list, root } = show([{ type: 'table', align: ['none'], head: [cell('head')], rows: rows.slice(0, 300) }])
    const shownRows = (): number => root.querySelectorAll('tbody tr').length
    expect(shownRows()).toBeLessThan(100)
    await expect.poll(shownRows, { timeout: 10_000 }).toBe(300)
    list.apply([{ type: 'splice', path: [0], from: 300, parts: { of: 'rows', list: rows.slice(300) } }])
    flushSync()
    expect(shownRows()).toBe(301)
    expect(root.querySelector('tbody tr:last-child')?.textContent).toBe('row 300')
  })

  it('show hostile strings as the text they are', () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>'
    const { root } = show([
      paragraph(text(hostile), { type: 'code', text: hostile }),
      { type: 'html', text: hostile },
      { type: 'code', language: hostile, text: hostile, closed: true },
      { type: 'math', tex: hostile, closed: false },
      { type: 'footnote', label: hostile, number: 1, blocks: [paragraph(text(hostile))] },
      paragraph({ type: 'image', alt: hostile, host: hostile, src: null }),
    ])
    expect(root.querySelectorAll('script, img, iframe, object, [onerror]')).toHaveLength(0)
    expect(root.textContent.split('<script>').length - 1).toBeGreaterThanOrEqual(7)
  })

  it('name the true host of a link that pretends', () => {
    const { root } = show([
      paragraph({
        type: 'link',
        href: 'https://evil.example/',
        host: 'evil.example',
        warn: true,
        children: [text('https://bank.example')],
      }),
    ])
    const link = root.querySelector('a')
    expect(link?.rel).toBe('noopener noreferrer nofollow')
    expect(root.textContent).toBe('https://bank.exampleevil.example')
  })

  it('stop at a depth that no reader follows', () => {
    let block: Block = paragraph(text('bottom'))
    for (let level = 0; level < 400; level += 1) block = { type: 'quote', alert: null, blocks: [block] }
    let inline: Inline = text('bottom')
    for (let level = 0; level < 2_000; level += 1) inline = { type: 'emphasis', children: [inline] }
    const { root } = show([block, paragraph(inline), paragraph(text('after'))])
    expect(root.textContent).not.toContain('bottom')
    expect(root.textContent).toContain('after')
  })

  it('grow in place: what stands already keeps its elements', () => {
    const { list, root } = show([paragraph(text('first')), paragraph(text('sec'))])
    const [first, second] = root.children
    list.apply([
      { type: 'put', index: 1, block: paragraph(text('second'), { type: 'strong', children: [text('!')] }) },
      { type: 'put', index: 2, block: { type: 'code', language: 'py', text: 'a', closed: false } },
      { type: 'appendText', index: 2, text: '\nb' },
    ])
    flushSync()
    expect(root.children[0]).toBe(first)
    expect(root.children[1]).toBe(second)
    expect(second?.textContent).toBe('second!')
    expect(root.querySelector('pre')?.textContent).toBe('a\nb')
  })

  it('lay lists, quotations and tables out from the side that their words begin at', () => {
    const hebrew = 'שלום'
    const list = (...words: Inline[][]): Block => ({
      type: 'list', ordered: false, start: 1, tight: true, items: words.map((inlines) => ({ task: null, blocks: [paragraph(...inlines)] })),
    })
    const { root } = show([
      paragraph(text('An English answer.')),
      list([{ type: 'code', text: 'cargo' }, text(` 1. ${hebrew}`)], [text('English')]),
      list([{ type: 'strong', children: [text('English')] }], [text(hebrew)]),
      { type: 'quote', alert: 'note', blocks: [paragraph(text(hebrew))] },
      { type: 'table', align: ['none', 'right'], head: [cell('12'), cell(hebrew)], rows: [[cell('a'), cell('b')]] },
      { type: 'footnote', label: '1', number: 1, blocks: [list([text('— 5')])] },
    ])
    const sides = [...root.querySelectorAll('ul, blockquote, table, .footnote')].map((element) => `${element.localName} ${element.getAttribute('dir') ?? ''}`.trim())
    expect(sides).toEqual(['ul rtl', 'ul ltr', 'blockquote rtl', 'table rtl', 'div', 'ul'])
    expect(root.querySelector('code')?.dir).toBe('ltr')
  })

  it('set a table whose rows are too short', () => {
    const { root } = show([
      { type: 'table', align: ['left', 'right', 'none'], head: [cell('a'), cell('b')], rows: [[cell('1')], []] },
    ])
    expect(root.querySelectorAll('th')).toHaveLength(3)
    expect(root.querySelectorAll('td')).toHaveLength(6)
  })
})
