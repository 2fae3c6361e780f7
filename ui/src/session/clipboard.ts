// The clipboard. WebKit forgets the click while a text is fetched, unless the clipboard is given the promise itself.
import { BridgeError } from '../bridge'
import { showFailure } from './toasts.svelte'

/** Puts a text on the clipboard. `false`, and a note, when the system does not let it. */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  return told(async () => {
    if (typeof text === 'string') await navigator.clipboard.writeText(text)
    else await put({ 'text/plain': text }, text)
  })
}

/** Puts several forms of one thing on the clipboard; `plain` for engines that take no promises. */
export async function copyForms(forms: Record<string, Promise<string>>, plain: Promise<string>): Promise<boolean> {
  return told(() => put(forms, plain))
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
