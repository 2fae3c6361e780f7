// Text files that go with a message. They stand in its text, each in a fence of its own with its name, so that the
// history, drafts, exports, searches and the model all have them without knowing of them. The window shows them as chips.

export interface TextFile {
  readonly name: string
  readonly text: string
}

/** A file beside a draft, with what is known of it. */
export interface AttachedFile extends TextFile {
  /** Guessed or proven; nothing for a pasted text. */
  readonly encoding: string | null
  readonly tokens: number
}

/** Files of one message. */
export const FILES_MAX = 20

/** A message taken apart. */
export interface Split {
  readonly words: string
  readonly files: readonly TextFile[]
}

/** Longest name that is kept, in characters. */
const NAME_MAX = 120

/** An opening line: a fence, the word, the name in quotes as JSON writes it. */
const OPENING = /(?:^|\n)(`{3,})file ("(?:[^"\\\n]|\\.)*")\n/gu

/** Controls, marks of direction, and what a fence's first line cannot hold. */
// eslint-disable-next-line no-control-regex
const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff`]/gu

/** A name as it may stand in a text and on the screen: the last part of a path, in one line. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/u).findLast((part) => part.trim() !== '') ?? ''
  const clean = Array.from(last.replaceAll(HOSTILE, ' ').replaceAll(/\s+/gu, ' ').trim())
  if (clean.length <= NAME_MAX) return clean.join('') || 'file'
  // The end tells what it is.
  return `${clean.slice(0, NAME_MAX - 21).join('')}…${clean.slice(-20).join('')}`
}

/** The words and the files as one text. */
export function joinFiles(words: string, files: readonly TextFile[]): string {
  const blocks = files.map(fenced)
  return (words.trim() === '' ? blocks : [words, ...blocks]).join('\n\n')
}

function fenced({ name, text }: TextFile): string {
  let longest = 2
  for (const [run] of text.matchAll(/`{3,}/gu)) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}file ${JSON.stringify(cleanName(name))}\n${text}\n${fence}`
}

/** Takes a text apart again. Only files at its end count: what stands between words is words. */
export function splitFiles(text: string): Split {
  if (!text.endsWith('```')) return { words: text, files: [] }
  OPENING.lastIndex = 0
  for (let opening = OPENING.exec(text); opening !== null; opening = OPENING.exec(text)) {
    const files = chain(text, opening)
    if (files !== null) return { words: text.slice(0, opening.index).trimEnd(), files }
    // The next opening may begin at the line end that this one took.
    OPENING.lastIndex = opening.index + opening[0].length - 1
  }
  return { words: text, files: [] }
}

/** The files from this opening to the end of the text; nothing when anything else stands there. */
function chain(text: string, first: RegExpExecArray): TextFile[] | null {
  const files: TextFile[] = []
  let opening: RegExpExecArray | null = first
  for (;;) {
    const [whole, fence = '', quoted = '""'] = opening
    const from: number = opening.index + whole.length
    const close = text.indexOf(`\n${fence}`, from - 1)
    if (close === -1) return null
    const end: number = close + 1 + fence.length
    const name = nameOf(quoted)
    if (name === null) return null
    files.push({ name, text: text.slice(from, Math.max(from, close)) })
    if (end === text.length) return files
    if (!text.startsWith('\n\n', end)) return null
    OPENING.lastIndex = end + 1
    opening = OPENING.exec(text)
    if (opening?.index !== end + 1) return null
  }
}

function nameOf(quoted: string): string | null {
  try {
    return cleanName(JSON.parse(quoted) as string)
  } catch {
    return null
  }
}

/** About how many tokens a text has, by DeepSeek's rule of thumb: 0.6 for a Chinese character, 0.3 for any other. */
export function estimateTokens(text: string): number {
  let tenths = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    // The second half of a pair is no character.
    if (unit < 0xdc00 || unit > 0xdfff) tenths += unit >= 0x2e80 ? 6 : 3
  }
  return Math.ceil(tenths / 10)
}

/** A text that is known already. */
export function attached(name: string, text: string, encoding: string | null = null): AttachedFile {
  return { name: cleanName(name), text, encoding, tokens: estimateTokens(text) }
}
