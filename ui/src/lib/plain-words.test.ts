import { describe, expect, it } from 'vitest'
import { plainWords } from './plain-words'

describe('the words of an answer without its marks', () => {
  it('keeps what is said', () => {
    expect(plainWords('The tide is the **difference** of *gravity*, see `tide()` and [here](https://a.example/b).')).toBe('The tide is the difference of gravity, see tide() and here.')
    expect(plainWords('## Tides\n\n> Salt.\n\n```python\nG = 1\n```')).toBe('Tides Salt. G = 1')
    expect(plainWords('不是“吸起来”，而是**拉伸**。')).toBe('不是“吸起来”，而是拉伸。')
  })

  it('drops the rule of a table', () => {
    expect(plainWords('| a | b |\n|:---|---:|\n| 1 | 2 |')).toBe('| a | b | | 1 | 2 |')
  })

  it('shortens formulas, also one that is cut off', () => {
    expect(plainWords('at a distance $d$: $$a \\approx \\frac{1}{d^3}$$ and so')).toBe('at a distance d: … and so')
    expect(plainWords('Because $$a_\\text{tide} \\appr')).toBe('Because …')
  })

  it('leaves alone what only looks like a mark', () => {
    expect(plainWords('2 * 3 * 4, a_b_c, **kwargs, $5 and $10, #1, x > y')).toBe('2 * 3 * 4, a_b_c, **kwargs, $5 and $10, #1, x > y')
  })
})
