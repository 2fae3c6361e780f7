// Copying. WebKit forgets the click while a text is fetched, unless the clipboard is given the promise itself.
import { BridgeError } from '../../bridge'
import { showFailure } from '../../session'

/** Puts a text on the clipboard. `false`, and a note, when the system does not let it. */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text)
    else await copyPromised(text)
    return true
  } catch (error) {
    showFailure(error instanceof BridgeError ? error : new BridgeError({ code: 'internal', message: 'clipboard' }))
    return false
  }
}

async function copyPromised(text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(await text)
  const blob = text.then((whole) => new Blob([whole], { type: 'text/plain' }))
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  } catch {
    // Engines without promised items, and the error of the text itself, which is thrown here once more.
    await navigator.clipboard.writeText(await text)
  }
}
