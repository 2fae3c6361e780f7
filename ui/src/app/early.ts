// The early page: a composer that stands in the page itself and takes letters while the window is still being made.

/** A hidden window paints nothing; it is not waited for. */
const PAINTED_MS = 80

const root = document.documentElement
let composing = false

function field(): HTMLTextAreaElement | null {
  return 'early' in root.dataset ? document.querySelector('#early textarea') : null
}

/** Settles when the early page is on the screen, or will not be. */
export function earlyPainted(): Promise<void> {
  const early = field()
  if (early === null) return Promise.resolve()
  early.addEventListener('compositionstart', () => (composing = true))
  early.addEventListener('compositionend', () => (composing = false))
  // There is nobody yet to send it to.
  early.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) event.preventDefault()
  })
  early.focus()
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
    setTimeout(done, PAINTED_MS)
  })
}

/** Whether the early page is shown: then the program's answers came with the page. */
export function isEarly(): boolean {
  return field() !== null
}

/** Settles when no input method is in the middle of a word: its field must not go away under it. */
export function wordEnded(): Promise<void> {
  const early = field()
  if (early === null || !composing) return Promise.resolve()
  return new Promise((done) => early.addEventListener('compositionend', () => setTimeout(done), { once: true }))
}

/** Takes the early page away; what was typed into it. */
export function takeEarly(): string {
  const typed = field()?.value ?? ''
  document.getElementById('early')?.remove()
  delete root.dataset['early']
  root.style.removeProperty('--early-side')
  return typed
}
