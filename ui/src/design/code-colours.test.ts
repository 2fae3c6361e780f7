/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('src/design/tokens.css', 'utf8')

/** Both values of a token, light and dark, as [lightness, chroma, hue]. */
function token(name: string): [number[], number[]] {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1] ?? ''
  const other = /^var\(--([a-z0-9-]+)\)$/.exec(value)?.[1]
  if (other !== undefined) return token(other)
  const [light, dark] = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map((found) => found.slice(1).map(Number))
  if (light === undefined || dark === undefined) throw new Error(`--${name} is no pair of colours`)
  return [light, dark]
}

const cut = (value: number): number => Math.min(1, Math.max(0, value))

/** Relative luminance; colours out of the screen's reach are cut, as the engine does. */
function luminance([l = 0, c = 0, h = 0]: number[]): number {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = cut(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short)
  const green = cut(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short)
  const blue = cut(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: number[], other: number[]): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

describe('the colours of code', () => {
  const names = [...css.matchAll(/--(code-(?!bg)[a-z-]+):/g)].map((found) => found[1] ?? '')

  it('are read easily on their ground, in light and in dark', () => {
    expect(names.length).toBeGreaterThan(14)
    const weak = names.flatMap((name) => {
      const grounds = token('code-bg')
      return token(name).flatMap((colour, theme) => {
        const ratio = contrast(colour, grounds[theme] ?? [])
        return ratio < 4.5 ? [`--${name} ${theme === 0 ? 'light' : 'dark'} ${ratio.toFixed(2)}`] : []
      })
    })
    expect(weak).toEqual([])
  })
})
