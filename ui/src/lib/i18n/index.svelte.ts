// The language of the window: `t(key, { n })` in a template follows a live switch by itself.
// The one file in lib with state: a text without its language is no text.
import english from './en.json'
import { chooseForm, chooseLanguage, fill, type Message, nameOfLanguage, type Params } from './plain'

/** A key of the catalogue; English decides which exist. */
export type MessageKey = keyof typeof english
type Catalogue = Record<MessageKey, Message>

// English comes with the window; another language is a file of its own, fetched before the first paint in it.
const catalogues = new Map<string, Catalogue>([['en', english]])
const others = import.meta.glob<Catalogue>(['./*.json', '!./en.json'], { import: 'default' })

const names = new Map<string, string>()

/** Tags of the languages that have a catalogue. */
export const languages: readonly string[] = ['en', ...Object.keys(others).map(tagOf)]

/** Every language with its own name, for a choice among them. Names are made when they are read: the first costs milliseconds. */
export const languageChoices: readonly { readonly value: string; readonly label: string }[] = languages.map((tag) => ({
  value: tag,
  get label() {
    const known = names.get(tag) ?? nameOfLanguage(tag)
    names.set(tag, known)
    return known
  },
}))

function tagOf(path: string): string {
  return path.slice(2, -'.json'.length)
}

/** One language spoken. Its rules are dear to make, and the first paint needs none. */
class Speech {
  readonly tag: string
  readonly catalogue: Catalogue | undefined
  #plurals: Intl.PluralRules | undefined
  #numbers: Intl.NumberFormat | undefined

  constructor(tag: string) {
    this.tag = tag
    this.catalogue = catalogues.get(tag)
  }

  get plurals(): Intl.PluralRules {
    return (this.#plurals ??= new Intl.PluralRules(this.tag))
  }

  get numbers(): Intl.NumberFormat {
    return (this.#numbers ??= new Intl.NumberFormat(this.tag))
  }
}

let speech = $state.raw(new Speech('en'))
const dateFormats = new Map<string, Intl.DateTimeFormat>()
const numberFormats = new Map<string, Intl.NumberFormat>()

function tagFor(language: string): string {
  return chooseLanguage(language === 'system' ? navigator.languages : [language], languages)
}

/** Fetches what `language` needs; after this `speak` switches at once. */
export async function learn(language: string): Promise<void> {
  const tag = tagFor(language)
  if (catalogues.has(tag)) return
  const fetched = await others[`./${tag}.json`]?.()
  if (fetched !== undefined) catalogues.set(tag, fetched)
}

/** The language that was asked for last. */
let wanted = 'en'

/** Switches the window to `language`, as soon as it is learnt; `system` follows the machine. */
export function speak(language: string): void {
  const tag = tagFor(language)
  wanted = tag
  if (tag === speech.tag) return
  if (!catalogues.has(tag)) {
    void learn(language).then(() => {
      if (wanted === tag && catalogues.has(tag)) speak(tag)
    })
    return
  }
  dateFormats.clear()
  numberFormats.clear()
  speech = new Speech(tag)
}

/** Tag of the language spoken now, for `lang` and for sorting. */
export function spoken(): string {
  return speech.tag
}

/** The text of `key` in the language of the window. `n` chooses the plural form. */
export function t(key: MessageKey, params?: Params): string {
  const message = speech.catalogue?.[key]
  if (message === undefined) return key
  const text = typeof message === 'string' ? message : chooseForm(message, params, speech.plurals)
  return params === undefined ? text : fill(text, params, speech.numbers)
}

/** A number the way of the language; formats are kept, they are dear to make. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${speech.tag} ${JSON.stringify(options)}`
  let format = numberFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(speech.tag, options)
    numberFormats.set(key, format)
  }
  return format.format(value)
}

/** A moment the way of the language. */
export function formatDate(ms: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${speech.tag} ${JSON.stringify(options)}`
  let format = dateFormats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(speech.tag, options)
    dateFormats.set(key, format)
  }
  return format.format(ms)
}
