import { mount, unmount } from 'svelte'
import { describe, expect, it } from 'vitest'
import type { Block, Inline } from '../../bridge'
import BlockView from './blocks/Block.svelte'
import { domRange, domText } from './dom-text'
import { occurrences, patternOf } from './occurrences'
import { richBlocks } from './rich-text'
import { searchText } from './search-text'

const text = (words: string): Inline => ({ type: 'text', text: words })
const paragraph = (...inlines: Inline[]): Block => ({ type: 'paragraph', inlines })
const cell = (words: string): { inlines: Inline[] } => ({ inlines: [text(words)] })

const trimmed = (words: string): string => words.replaceAll(/\s*\n\s*/g, '\n').trim()

function found(words: string, query: string): number {
  const pattern = patternOf(query)
  return pattern === null ? -1 : occurrences(words, pattern).length
}

const blocks: Block[] = [
  paragraph(text('A '), { type: 'strong', children: [text('bold')] }, text(' word, '), { type: 'math', tex: 'x^2' }, { type: 'softBreak' }, text('次の行')),
  { type: 'heading', level: 2, inlines: [text('Head')] },
  { type: 'list', ordered: true, start: 3, tight: true, items: [{ task: null, blocks: [paragraph(text('three'))] }, { task: true, blocks: [paragraph(text('four')), { type: 'rule' }] }] },
  { type: 'quote', alert: 'note', blocks: [paragraph(text('said'))] },
  { type: 'table', align: ['left', 'right'], head: [cell('a'), cell('b')], rows: [[cell('1'), cell('2\n3')], [cell('4')]] },
  { type: 'html', text: '<b>no</b>' },
]

describe('blocks on the clipboard', () => {
  it('are set with tags of a list, and every string is escaped', () => {
    const { html } = richBlocks(blocks)
    expect(html).toContain('<p>A <strong>bold</strong> word, $x^2$<br>次の行</p><h2>Head</h2>')
    expect(html).toContain('<ol start="3"><li>three</li><li>☑ <p>four</p><hr></li></ol>')
    expect(html).toContain('<tr><td style="text-align:left">4</td><td style="text-align:right"></td></tr>')
    expect(html).toContain('<p>&lt;b&gt;no&lt;/b&gt;</p>')
    const hostile = '"><img src=x onerror=alert(1)>'
    const link: Inline = { type: 'link', href: `https://a.example/${hostile}`, host: hostile, warn: true, children: [text(hostile)] }
    expect(richBlocks([paragraph(link), { type: 'code', language: null, text: hostile, closed: true }]).html).not.toContain('<img')
  })

  it('are plain words with rows of cells and LaTeX', () => {
    expect(richBlocks(blocks).plain).toBe(
      ['A bold word, $x^2$\n次の行', 'Head', '3. three\n4. ☑ four\n   ---', 'said', 'a\tb\n1\t2 3\n4\t', '<b>no</b>'].join('\n\n'),
    )
  })
})

describe('the words of a block', () => {
  it('are the same in the page as without it, so that the same hits are counted', () => {
    for (const block of blocks) {
      const host = document.createElement('div')
      const shown = mount(BlockView, { target: host, props: { block, path: '0' } })
      expect(trimmed(domText(host).text)).toBe(trimmed(searchText(block)))
      void unmount(shown)
    }
  })

  it('are found whatever the case, in any script, and as they are typed', () => {
    expect(found('Straße STRASSE straße', 'STRAßE')).toBe(2)
    expect(found('深海潜水艇，深海', '深海')).toBe(2)
    expect(found('a.b axb (a.b)', 'a.b')).toBe(2)
    expect(found('a-b [x] {y} a/b \\', '[x] {y} a/b \\')).toBe(1)
    expect(found('one\u00a0two', 'one two')).toBe(1)
    expect(found('anything', '')).toBe(-1)
  })

  it('are where the page has them', () => {
    const host = document.createElement('div')
    const paragraphElement = document.createElement('p')
    paragraphElement.append('one ', Object.assign(document.createElement('em'), { textContent: 'two' }), ' three')
    host.append(paragraphElement)
    const read = domText(host)
    const at = read.text.indexOf('two three')
    expect(domRange(read, at, at + 9)?.toString()).toBe('two three')
  })
})
