// What is typed and not sent yet. A very long paste is kept beside the text field, not in it: laying out megabytes in
// a field would stop the window.

/** Pastes of this many characters and more are kept aside. */
export const ASIDE_FROM = 256 * 1024

/** Anything but white space. */
const SAYS = /\S/

/** A message in the making. */
export class Draft {
  typed = $state.raw('')
  /** A long paste, sent below what is typed. */
  aside = $state.raw<string | null>(null)

  /** The message as it would be sent. */
  get text(): string {
    if (this.aside === null) return this.typed
    return !SAYS.test(this.typed) ? this.aside : `${this.typed}\n\n${this.aside}`
  }

  get blank(): boolean {
    return !SAYS.test(this.typed) && !SAYS.test(this.aside ?? '')
  }

  /** Takes a whole text: one that was kept, or one that could not be sent. */
  put(text: string): void {
    const long = text.length >= ASIDE_FROM
    this.typed = long ? '' : text
    this.aside = long ? text : null
  }

  /** Puts back a text that could not be sent, above what was typed meanwhile. */
  giveBack(text: string): void {
    const since = this.text
    this.put(!SAYS.test(since) ? text : `${text}\n\n${since}`)
  }

  clear(): void {
    this.typed = ''
    this.aside = null
  }
}
