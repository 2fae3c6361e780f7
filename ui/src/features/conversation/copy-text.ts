// Copying. WebKit forgets the click while a text is fetched, unless the clipboard is given the promise itself.
import { BridgeError } from '../../bridge'
import { showFailure } from '../../session'
import type { RichText } from './rich-text'

const MARKDOWN = 'web text/markdown'

/** Puts a text on the clipboard. `false`, and a note, when the system does not let it. */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  return told(async () => {
    if (typeof text === 'string') await navigator.clipboard.writeText(text)
    else await put({ 'text/plain': text }, text)
  })
}

/** Puts an answer on the clipboard: its Markdown for whoever takes plain text, and set for whoever takes that. */
export async function copyAnswer(markdown: Promise<string>, rich: () => RichText): Promise<boolean> {
  return told(async () => {
    const forms: Record<string, Promise<string>> = { 'text/plain': markdown, 'text/html': Promise.resolve(rich().html) }
    if (typeof ClipboardItem !== 'undefined' && 'supports' in ClipboardItem && ClipboardItem.supports(MARKDOWN)) forms[MARKDOWN] = markdown
    await put(forms, markdown)
  })
}

/** Puts both forms on the clipboard, when they are there. */
export async function copyRich(rich: Promise<RichText>): Promise<boolean> {
  const plain = rich.then((both) => both.plain)
  return told(() => put({ 'text/plain': plain, 'text/html': rich.then((both) => both.html) }, plain))
}

async function put(forms: Record<string, Promise<string>>, plain: Promise<string>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(await plain)
  const blobs = Object.entries(forms).map(([type, text]) => {
    const plainType = type.startsWith('web ') ? type.slice('web '.length) : type
    return [type, text.then((whole) => new Blob([whole], { type: plainType }))] as const
  })
  try {
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
  } catch {
    // Engines without promised items, and the error of the text itself, which is thrown here once more.
    await navigator.clipboard.writeText(await plain)
  }
}

async function told(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    showFailure(error instanceof BridgeError ? error : new BridgeError({ code: 'internal', message: 'clipboard' }))
    return false
  }
}
