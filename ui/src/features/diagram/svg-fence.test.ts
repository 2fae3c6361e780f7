import { expect, test } from 'vitest'
import { fencedSvg } from './svg-fence'

const inside = (content: string): string | null => fencedSvg(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`)?.replace(/^<svg[^>]*>|<\/svg>$/g, '') ?? null

test('a still picture passes as it is', () => {
  const picture = '<g class="node"><rect x="1" style="fill:#fff"/><text>a &amp; b</text><path marker-end="url(#end)"/></g>'
  expect(inside(picture)).toBe(picture)
  const line = '<line x1="1" y1="2" x2="3" y2="4"/>'
  expect(inside(line)).toBe(line)
})

test('what runs, loads or leads away does not pass', () => {
  expect(inside('<script>pwned(1)</script>')).toBe('')
  expect(inside('<g onload="pwned(1)"/>')).toBe('<g/>')
  expect(inside('<foreignObject><div>x<img src="y"/></div></foreignObject><path d="M0"/>')).toBe('<path d="M0"/>')
  expect(inside('<image href="https://evil.example/a.png"/>')).toBe('')
  expect(inside('<a href="javascript:pwned(1)"><text>x</text></a>')).toBe('<text>x</text>')
  expect(inside('<use href="https://evil.example/u.svg#x"/><use href="#x"/>')).toBe('<use/><use href="#x"/>')
  expect(inside('<g style="fill:url(https://evil.example/f)"/>')).toBe('<g/>')
  expect(inside('<g fill="&#117;rl(//evil.example)"/>')).toBe('<g/>')
  expect(inside('<g style="fill:u\\72l(//evil.example)"/>')).toBe('<g/>')
  expect(inside('<set attributeName="onload" to="pwned(1)"/><animate/>')).toBe('')
})

test('a style that would load something is empty', () => {
  expect(inside('<style>@import "//evil.example/a";</style>')).toBe('<style></style>')
  expect(inside('<style>a{fill:url("//evil.example")}</style>')).toBe('<style></style>')
  expect(inside('<style>.a > .b{fill:url(#x)}</style>')).toBe('<style>.a > .b{fill:url(#x)}</style>')
})

test('what is no picture is nothing', () => {
  for (const text of ['', 'x', '<html></html>', '<svg>', '<svg></g></svg>', '<svg></svg><svg></svg>', '<!DOCTYPE svg [<!ENTITY a "b">]>']) {
    expect(fencedSvg(text)).toBe(null)
  }
})

test('a picture that ends in the middle is none', () => {
  const whole = '<svg xmlns="http://www.w3.org/2000/svg"><g><path d="M0 0"/></g></svg>'
  for (let end = 1; end < whole.length; end += 1) expect(fencedSvg(whole.slice(0, end))).toBe(null)
})
