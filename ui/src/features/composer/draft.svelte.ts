// What is typed and not sent yet. A long paste is a file beside the text field, not in it: laying out megabytes in a
// field would stop the window.
import { attached, type AttachedFile, FILES_MAX, joinFiles, splitFiles } from './files'
import { Intake } from './intake.svelte'
import type { DraftPicture } from './pictures'

/** Pastes of this many characters and more become a file. */
export const ASIDE_FROM = 10_000

/** A text as long as this never comes into the field, wherever it comes from. */
const FIELD_MAX = 256 * 1024

/** What a pasted text is called. */
export const PASTED = 'pasted.txt'

/** Anything but white space. */
const SAYS = /\S/

/** What goes along with a text and is no text. */
export interface Extras {
  readonly pictures: readonly DraftPicture[]
  /** How the answer shall begin; nothing: its field is closed. */
  readonly beginWith: string | null
}

export const noExtras: Extras = { pictures: [], beginWith: null }

/** A message in the making. */
export class Draft {
  typed = $state.raw('')
  /** What goes along. */
  files = $state.raw<readonly AttachedFile[]>([])
  extras = $state.raw<Extras>(noExtras)
  /** What is on its way into it. */
  readonly intake = new Intake()

  /** The message as it would be sent. */
  get text(): string {
    return this.files.length === 0 ? this.typed : joinFiles(this.typed, this.files)
  }

  get blank(): boolean {
    return this.files.length === 0 && this.extras.pictures.length === 0 && !SAYS.test(this.typed)
  }

  /** It has something that cannot wait in line, where only texts are kept. */
  get unqueueable(): boolean {
    return this.extras.pictures.length > 0 || SAYS.test(this.extras.beginWith ?? '')
  }

  /** It is nowhere but here: its conversation is not let go. */
  get onlyHere(): boolean {
    return this.unqueueable || this.intake.reading
  }

  /** How many files and pictures more may go along. */
  get room(): number {
    return FILES_MAX - this.files.length - this.pictures.length
  }

  get pictures(): readonly DraftPicture[] {
    return this.extras.pictures
  }

  set pictures(pictures: readonly DraftPicture[]) {
    this.extras = { ...this.extras, pictures }
  }

  get beginWith(): string | null {
    return this.extras.beginWith
  }

  set beginWith(beginWith: string | null) {
    this.extras = { ...this.extras, beginWith }
  }

  /** Takes a whole text: one that was kept, or one that could not be sent. */
  put(text: string): void {
    const { words, files } = splitFiles(text)
    const long = words.length >= FIELD_MAX
    this.typed = long ? '' : words
    this.files = [...(long ? [attached(PASTED, words)] : []), ...files.map((file) => attached(file.name, file.text))]
  }

  /** Puts back what could not be sent, before what was typed and attached meanwhile. */
  giveBack(text: string, { pictures, beginWith }: Extras = noExtras): void {
    const { typed, files, blank } = this
    if (pictures.length > 0) this.pictures = [...pictures, ...this.pictures]
    if (beginWith !== null) this.beginWith ??= beginWith
    this.put(text)
    if (blank) return
    this.typed = [this.typed, typed].filter((words) => SAYS.test(words)).join('\n\n')
    this.attach(files)
  }

  attach(files: readonly AttachedFile[]): void {
    this.files = [...this.files, ...files]
  }

  /** Takes a long paste as a file. */
  putAside(text: string): void {
    this.attach([attached(PASTED, text)])
  }

  removePicture(id: string): void {
    this.pictures = this.pictures.filter(({ pictureId }) => pictureId !== id)
  }

  remove(file: AttachedFile): void {
    this.files = this.files.filter((other) => other !== file)
  }

  clear(): void {
    this.typed = ''
    this.files = []
    this.extras = noExtras
  }
}
