import { describe, expect, it } from 'vitest'
import type { Run } from '../../bridge'
import { CodePainter } from './code-painter'

function host(): HTMLElement {
  return document.createElement('code')
}

const LET: Run[] = [['keyword', 3]]

describe('the lines of a code block', () => {
  it('hold the words as they are, however they come and wherever runs cut them', () => {
    let seed = 7
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    for (let round = 0; round < 150; round += 1) {
      const lines = Array.from({ length: random(130) + 1 }, () => 'let é😀 = "x"'.slice(0, random(14)))
      const text = lines.join('\n')
      const runs = lines.map((): Run[] => (random(3) === 0 ? [] : [['text', random(3)], ['string', random(9)]]))
      const grown = host()
      const painter = new CodePainter(grown)
      for (let end = 0; end < text.length; end += random(40) + 1) {
        painter.show(text.slice(0, end))
        if (random(2) === 0) painter.tint(runs.slice(0, random(lines.length)), 0)
      }
      painter.show(text)
      painter.tint(runs, 0)
      const whole = host()
      const once = new CodePainter(whole)
      once.show(text)
      once.tint(runs, 0)
      // The boxes are cut at line ends, which stand in no box.
      const boxes = [...grown.children].map((box) => box.textContent)
      expect(boxes.join('\n')).toBe(text)
      expect(grown.querySelectorAll('.line')).toHaveLength(lines.length)
      grown.normalize()
      whole.normalize()
      expect(grown.isEqualNode(whole)).toBe(true)
    }
  })

  it('are painted once and never touched again', () => {
    const code = host()
    const painter = new CodePainter(code)
    painter.show('let a\nlet b')
    painter.tint([LET], 0)
    const [token] = code.querySelectorAll('.token-keyword')
    painter.show('let a\nlet b = 1\n// more')
    painter.tint([LET, LET], 0)
    expect(code.querySelectorAll('.token-keyword')).toHaveLength(2)
    expect(code.querySelector('.token-keyword')).toBe(token)
  })

  it('stay plain when the runs are those of another text', () => {
    const code = host()
    const painter = new CodePainter(code)
    painter.show('ab\nlet c')
    painter.tint([[['keyword', 9]], LET], 0)
    expect(code.textContent).toBe('ab\nlet c')
    expect(code.querySelectorAll('[class^="token"]')).toHaveLength(1)
  })

  it('lose their colours when these are void, and get the new ones', () => {
    const code = host()
    const painter = new CodePainter(code)
    painter.show('let a\nlet b')
    painter.tint([LET, LET], 0)
    painter.tint([[['string', 5]]], 1)
    expect(code.querySelectorAll('.token-keyword')).toHaveLength(0)
    expect(code.querySelector('.token-string')?.textContent).toBe('let a')
    expect(code.textContent).toBe('let a\nlet b')
  })

  it('begin anew for another text', () => {
    const code = host()
    const painter = new CodePainter(code)
    painter.show('let a\nlet b')
    painter.tint([LET, LET], 0)
    painter.show('let a')
    expect(code.textContent).toBe('let a')
    expect(code.querySelector('.token-keyword')?.textContent).toBe('let')
  })

  it('are elements and text only, whatever they say', () => {
    const code = host()
    const painter = new CodePainter(code)
    painter.show('<img src=x onerror=alert(1)>')
    painter.tint([[['tag', 4]]], 0)
    expect(code.querySelectorAll('img')).toHaveLength(0)
    expect(code.textContent).toBe('<img src=x onerror=alert(1)>')
  })
})
