// The second fence of a drawn picture: whatever came out of the drawing board is read as a stranger's text, and only what
// a still picture needs is written anew. The window shows it as an image, where nothing runs anyway; a saved file may be
// opened by a program that is less careful.

const MAX_CHARACTERS = 3_000_000

const ELEMENTS = new Set(
  (
    'svg g path rect circle ellipse line polyline polygon text tspan textPath defs marker clipPath mask linearGradient ' +
    'radialGradient stop pattern symbol use style title desc filter feDropShadow feGaussianBlur feOffset feMerge feMergeNode ' +
    'feFlood feComposite feColorMatrix'
  ).split(' '),
)

/** What is inside these is kept, they are not. */
const UNWRAPPED = new Set(['a', 'switch'])

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' }

const PART = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([A-Za-z][\w:.-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|[^<]+|</g
const ATTRIBUTE = /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));?/gi, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? ''
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0x1f && code <= 0x10_ffff ? String.fromCodePoint(code) : ' '
  })
}

function encoded(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Styles that could load something, or that hide what they say. */
function leadsOut(css: string): boolean {
  return /\\|@import|@font-face|image-set|expression\s*\(|javascript:|url\s*\(\s*["']?\s*(?!["']?\s*#)/i.test(css)
}

function attribute(name: string, value: string): string {
  if (name === 'xmlns') return value === 'http://www.w3.org/2000/svg' ? ` xmlns="${value}"` : ''
  if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(name) || /^on/i.test(name) || /^src/i.test(name)) return ''
  const plain = decoded(value)
  if (name === 'href') return plain.startsWith('#') ? ` href="${encoded(plain)}"` : ''
  if (leadsOut(plain)) return ''
  return ` ${name}="${encoded(plain)}"`
}

/** The picture as it may be shown and saved; `null` if it is no picture. */
export function fencedSvg(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return null
  let out = ''
  const open: string[] = []
  let dropped: string[] = []
  let style: string | null = null
  for (const [part, slash, name, rest = ''] of text.matchAll(PART)) {
    if (name === undefined) {
      if (part === '<' || part.startsWith('<!--') || dropped.length > 0) continue
      const words = part.startsWith('<![CDATA[') ? part.slice(9, -3) : decoded(part)
      if (style !== null) style += words
      else if (open.length > 0) out += encoded(words)
      continue
    }
    const closes = slash === '/'
    const alone = rest.trimEnd().endsWith('/')
    if (dropped.length > 0 || (!ELEMENTS.has(name) && !UNWRAPPED.has(name))) {
      if (closes) dropped = dropped.slice(0, Math.max(0, dropped.lastIndexOf(name)))
      else if (!alone) dropped.push(name)
      continue
    }
    if (UNWRAPPED.has(name)) continue
    if (open.length === 0 && (closes || name !== 'svg' || out !== '')) return null
    if (closes) {
      if (open.pop() !== name) return null
      if (style !== null) out += leadsOut(style) ? '' : encoded(style).replaceAll('&quot;', '"').replaceAll('&gt;', '>')
      style = null
      out += `</${name}>`
      continue
    }
    const kept = [...rest.matchAll(ATTRIBUTE)].map(([, key = '', double, single]) => attribute(key, double ?? single ?? '')).join('')
    out += `<${name}${kept}${alone ? '/>' : '>'}`
    if (alone) continue
    open.push(name)
    if (name === 'style') style = ''
  }
  return open.length === 0 && out !== '' ? out : null
}
