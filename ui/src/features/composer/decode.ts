// The text of a file, whatever its encoding. What the bytes prove is taken at once (marks, UTF-8); the rest is guessed by
// how much of it would be everyday characters.

/** What a file turned out to be. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: string }
  | { readonly kind: 'empty' | 'image' | 'pdf' | 'office' | 'binary' }

/** Beginnings of files that are no text. */
const MAGIC: readonly (readonly [kind: 'image' | 'pdf' | 'office' | 'binary', beginning: readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['image', [0x52, 0x49, 0x46, 0x46]],
  ['office', [0x50, 0x4b, 0x03, 0x04]],
  ['office', [0xd0, 0xcf, 0x11, 0xe0]],
  ['binary', [0x1f, 0x8b]],
  ['binary', [0x7f, 0x45, 0x4c, 0x46]],
]

/** Encodings that are tried, the likelier first: of equals the first wins. */
const GUESSES = ['gb18030', 'shift_jis', 'euc-jp', 'euc-kr', 'big5', 'windows-1251', 'windows-1252'] as const

/** Characters that a text of their script is full of. */
const COMMON = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运' +
    '這個們來為國說時會對過發後們裡經麼學現當沒動還進點業將兩間問頭體應與無長機見門員論處認條題別變總電數報給聲產當東' +
    '。，、；：？！“”（）《》・ー「」',
)

const SAMPLE_BYTES = 64 * 1024

/** Reads the bytes of a file. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return { kind: 'empty' }
  const magic = MAGIC.find(([, beginning]) => beginning.every((byte, place) => bytes[place] === byte))
  if (magic !== undefined) return { kind: magic[0] }
  const marked = marks(bytes) ?? wide(bytes)
  if (marked !== null) return textOf(bytes, marked)
  if (bytes.subarray(0, SAMPLE_BYTES).includes(0)) return { kind: 'binary' }
  const utf8 = tried(bytes, 'utf-8')
  if (utf8 !== null) return { kind: 'text', text: utf8, encoding: 'UTF-8' }
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  let best: { encoding: string; score: number } | null = null
  for (const encoding of GUESSES) {
    // A sample may end in the middle of a character; the last bytes may be wrong.
    const text = tried(sample, encoding) ?? tried(sample.subarray(0, -1), encoding) ?? tried(sample.subarray(0, -3), encoding)
    if (text === null) continue
    const score = everyday(text)
    if (best === null || score > best.score) best = { encoding, score }
  }
  return best === null || best.score < 0 ? { kind: 'binary' } : textOf(bytes, best.encoding)
}

function marks([one, two, three]: Uint8Array): string | null {
  if (one === 0xef && two === 0xbb && three === 0xbf) return 'utf-8'
  if (one === 0xff && two === 0xfe) return 'utf-16le'
  return one === 0xfe && two === 0xff ? 'utf-16be' : null
}

/** UTF-16 without a mark: every other byte is zero where the text is Latin. */
function wide(bytes: Uint8Array): string | null {
  const zeros = [0, 0]
  const sample = bytes.subarray(0, 4096)
  for (const [place, byte] of sample.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const many = sample.length / 5
  if (odd > many && even < many / 8) return 'utf-16le'
  return even > many && odd < many / 8 ? 'utf-16be' : null
}

function tried(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function textOf(bytes: Uint8Array, encoding: string): Decoded {
  return { kind: 'text', text: new TextDecoder(encoding).decode(bytes), encoding: encoding.toUpperCase() }
}

/** How likely these characters are as a text: everyday ones count for it, strange ones against it. */
function everyday(text: string): number {
  let score = 0
  let counted = 0
  let before = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0x80) {
      counted += 1
      score += worth(character, code, before)
    } else if (code < 0x20 && !'\n\r\t\f\u001b'.includes(character)) return -1
    // No word mixes the two.
    else if (/[a-z]/iu.test(character) && /[\u0410-\u044f]/u.test(before)) score -= 1
    before = character
  }
  return counted === 0 ? 0 : score / counted
}

function worth(character: string, code: number, before: string): number {
  if (COMMON.has(character)) return 1
  // Kana and Hangul are what such texts are full of; other encodings seldom make them by accident.
  if ((code >= 0x3041 && code <= 0x30fa) || (code >= 0xac00 && code <= 0xd7a3)) return 0.9
  if (code >= 0x4e00 && code <= 0x9fff) return 0.15
  if (code >= 0x410 && code <= 0x44f) return /[a-z]/iu.test(before) ? -1 : 0.8
  // An accented letter among Latin ones.
  if (/[\u00c0-\u00ff]/u.test(character)) return /[a-z\s]/iu.test(before) ? 0.7 : -0.5
  if (/[\u2013\u2014\u2018-\u201d\u2026\u20ac\u00a0-\u00bf]/u.test(character)) return 0.3
  return -1
}
