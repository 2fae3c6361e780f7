// The elements of XML that a program wrote. The window's policy lets no text become a document, and this much is little:
// names without their prefixes, attributes, words. Declarations of a document's type are not read, so nothing expands.

export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  /** The words directly in it. */
  readonly text: string
  readonly parent: Element | null
}

interface Growing extends Element {
  readonly children: Growing[]
  text: string
}

/** One after the other, and nothing between them: where none fits, the text is no XML, and nothing is tried twice.
 *  Comments, instructions, unparsed words; ends; beginnings; words. */
const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<![^>]*>|<\/[^>]*>|<([^\s/><"']+)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/guy
const ATTRIBUTE = /\s*([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/guy

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{1,8}));/giu, (whole, hex: string | undefined, digits: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** The outermost element; `null` where there is none, or one has no end. */
export function readXml(text: string): Element | null {
  const root: Growing = { name: '', attributes: new Map(), children: [], text: '', parent: null }
  let at: Growing = root
  let read = 0
  for (const [token, unparsed, name, attributes, closed, words] of text.matchAll(TOKEN)) {
    read += token.length
    if (words !== undefined) at.text += plain(words)
    else if (unparsed !== undefined) at.text += unparsed
    else if (token.startsWith('</')) {
      if (at.parent === null) return null
      at = at.parent as Growing
    } else if (name !== undefined) {
      const pairs = new Map([...(attributes ?? '').matchAll(ATTRIBUTE)].map(([, key = '', one, other]) => [key, plain(one ?? other ?? '')]))
      const element: Growing = { name: local(name), attributes: pairs, children: [], text: '', parent: at }
      at.children.push(element)
      if (closed !== '/') at = element
    }
  }
  return at === root && read === text.length ? (root.children[0] ?? null) : null
}

/** Every element of this name within another, in their order. */
export function named(parent: Element, name: string): Element[] {
  const found: Element[] = []
  const waiting = [...parent.children].toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.name === name) found.push(next)
    for (const child of next.children.toReversed()) waiting.push(child)
  }
  return found
}
