// Filling and choosing of messages, pure: a message is a text with {names}, or one text a plural category.
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
export type Message = string | PluralForms
export type Params = Readonly<Record<string, string | number>>

const PLACEHOLDER = /\{(\w+)\}/g

/** The form of `message` for `params.n`; a plain text stays itself. */
export function chooseForm(message: Message, params: Params | undefined, rules: Intl.PluralRules): string {
  if (typeof message === 'string') return message
  const n = params?.['n']
  return (typeof n === 'number' ? message[rules.select(n)] : undefined) ?? message.other
}

/** Puts `params` into their places; numbers are written the way of the language. */
export function fill(text: string, params: Params | undefined, numbers: Intl.NumberFormat): string {
  if (!params) return text
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = params[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numbers.format(value) : value
  })
}

/** What a language calls itself: its catalogue needs no entry for it. Chinese is told apart by how it is written. */
export function nameOfLanguage(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize()
  const named = language === 'zh' && script !== undefined ? `${language}-${script}` : tag
  return new Intl.DisplayNames([tag], { type: 'language' }).of(named) ?? tag
}

/** The side a language begins on. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
}

/** Scripts that run from right to left and have a language of today. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa'])

/** Names of the places of a message, sorted: two languages must have the same. */
export function placeholders(message: Message): string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message)
  const names = texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))
  return [...new Set(names)].sort()
}

/** The catalogue for the first of `wanted` that exists, by exact tag, then by language and script. */
export function chooseLanguage(wanted: readonly string[], offered: readonly string[]): string {
  for (const tag of wanted) {
    const exact = offered.find((offer) => offer.toLowerCase() === tag.toLowerCase())
    if (exact) return exact
    const near = offered.find((offer) => offer.split('-')[0] === tag.toLowerCase().split('-')[0])
    if (near) return near
  }
  return 'en'
}
