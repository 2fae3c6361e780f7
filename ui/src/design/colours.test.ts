/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, pairOf, type Tokens, tokensOf } from './oklch'

const css = readFileSync('src/design/tokens.css', 'utf8')
const plain = tokensOf(css, ':root')
const sets: readonly (readonly [string, Tokens, number])[] = [
  ['plain', plain, 4.5],
  ['high contrast', new Map([...plain, ...tokensOf(css, ":root[data-contrast='more']")]), 7],
]
const THEMES = ['light', 'dark'] as const

/** Pairs of tokens below `least`, in words. */
function weak(tokens: Tokens, words: readonly string[], grounds: readonly string[], least: number): string[] {
  return words.flatMap((word) =>
    grounds.flatMap((ground) =>
      THEMES.flatMap((theme, at) => {
        const ratio = contrast(pairOf(tokens, word)[at] ?? [0, 0, 0], pairOf(tokens, ground)[at] ?? [0, 0, 0])
        return ratio < least ? [`--${word} on --${ground}, ${theme}: ${ratio.toFixed(2)}`] : []
      }),
    ),
  )
}

describe.each(sets)('the colours, %s', (_, tokens, least) => {
  it('have a value for light and one for dark', () => {
    const names = [...tokens.keys()].filter((name) => /^(surface|float|text|line|accent|focus|danger|warn|ok|code|scrim)/.test(name) && name !== 'scrim')
    expect(names.length).toBeGreaterThan(35)
    for (const name of names) expect(pairOf(tokens, name)).toHaveLength(2)
  })

  it('of words are read on every ground they stand on', () => {
    const grounds = ['surface-0', 'surface-1', 'surface-2', 'surface-float', 'float-hover']
    expect(weak(tokens, ['text-1', 'text-2'], [...grounds, 'surface-3', 'float-groove', 'accent-soft'], least)).toEqual([])
    expect(weak(tokens, ['text-3', 'accent', 'danger', 'warn', 'ok'], ['surface-0', 'surface-1', 'surface-float'], least)).toEqual([])
    expect(weak(tokens, ['accent-text'], ['accent', 'accent-hover'], least)).toEqual([])
    expect(weak(tokens, ['danger'], ['danger-soft'], 4.5)).toEqual([])
    expect(weak(tokens, ['warn'], ['warn-soft'], 4.5)).toEqual([])
  })

  it('of the focus are seen on every ground', () => {
    expect(weak(tokens, ['focus'], ['surface-0', 'surface-1', 'surface-2', 'surface-float'], 3)).toEqual([])
  })

  it('of code are read easily', () => {
    const names = [...tokens.keys()].filter((name) => /^code-(?!bg)/.test(name))
    expect(names.length).toBeGreaterThan(14)
    expect(weak(tokens, names, ['code-bg'], 4.5)).toEqual([])
  })
})

it('in high contrast the lines are seen too', () => {
  expect(weak(sets[1]?.[1] ?? plain, ['line-1', 'line-2'], ['surface-0', 'surface-1', 'surface-float'], 3)).toEqual([])
})
