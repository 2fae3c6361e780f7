// Copying of answers: their Markdown, and the same set.
import { copyForms, copyText } from '../../session'
import type { RichText } from './rich-text'

export { copyText }

const MARKDOWN = 'web text/markdown'

/** Puts an answer on the clipboard: its Markdown for whoever takes plain text, and set for whoever takes that. */
export async function copyAnswer(markdown: Promise<string>, rich: () => RichText): Promise<boolean> {
  const forms: Record<string, Promise<string>> = { 'text/plain': markdown, 'text/html': Promise.resolve().then(() => rich().html) }
  if (typeof ClipboardItem !== 'undefined' && 'supports' in ClipboardItem && ClipboardItem.supports(MARKDOWN)) forms[MARKDOWN] = markdown
  return copyForms(forms, markdown)
}

/** Puts both forms on the clipboard, when they are there. */
export async function copyRich(rich: Promise<RichText>): Promise<boolean> {
  const plain = rich.then((both) => both.plain)
  return copyForms({ 'text/plain': plain, 'text/html': rich.then((both) => both.html) }, plain)
}
