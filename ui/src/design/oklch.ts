// Contrast of the tokens' colours, for the tests that hold them readable.

/** Lightness, chroma, hue. */
export type Colour = readonly [number, number, number]
/** The colour in light and in dark. */
export type Pair = readonly [Colour, Colour]

/** Colours of a block of tokens by name: pairs, and names of other tokens. */
export type Tokens = ReadonlyMap<string, string>

/** The tokens of the block that `selector` opens. */
export function tokensOf(css: string, selector: string): Tokens {
  const begin = css.indexOf(`${selector} {`)
  const block = css.slice(begin, css.indexOf('\n}', begin))
  return new Map([...block.matchAll(/^ {2}--([a-z0-9-]+): ([^;]+);/gm)].map((found) => [found[1] ?? '', found[2] ?? '']))
}

/** Both values of a token; a name of another token is followed. */
export function pairOf(tokens: Tokens, name: string): Pair {
  const value = tokens.get(name) ?? ''
  const other = /^var\(--([a-z0-9-]+)\)$/.exec(value)?.[1]
  if (other !== undefined) return pairOf(tokens, other)
  const found = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map((match): Colour => [Number(match[1]), Number(match[2]), Number(match[3])])
  const [light, dark] = found
  if (light === undefined || dark === undefined) throw new Error(`--${name} is no pair of colours`)
  return [light, dark]
}

const cut = (value: number): number => Math.min(1, Math.max(0, value))

/** Relative luminance; colours out of the screen's reach are cut, as the engine does. */
function luminance([l, c, h]: Colour): number {
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

/** The ratio of WCAG, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}
