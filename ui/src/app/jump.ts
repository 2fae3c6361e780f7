// Brings a message that was found into sight and lights it, wherever it stands in its conversation.
import { conversations } from '../features/conversation'

const LIT_MS = 2400
/** Steps towards a message that is not mounted yet; each mounts what is around it. */
const STEPS_MAX = 60
/** How long the conversation may take to open. */
const OPEN_MS = 15_000

const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => done()))

/** `wanted` says whether this jump is still the last one that was asked for. */
export async function jumpTo(conversationId: string, messageId: string, wanted: () => boolean): Promise<void> {
  if (!(await opened(conversationId, wanted))) return
  const { current } = conversations
  await current.rest.path()
  // It stands on another branch: that becomes the shown one.
  if (!current.messages.some(({ id }) => id === messageId)) await current.show(messageId)
  const place = current.messages.findIndex(({ id }) => id === messageId)
  if (place === -1 || !wanted()) return
  const element = await mounted(messageId, place, current.messages.length, wanted)
  if (element === null) return
  element.scrollIntoView({ block: element.clientHeight > window.innerHeight * 0.6 ? 'start' : 'center' })
  light(element)
  // What is read aloud from here is the message, not the field under it.
  element.tabIndex = -1
  element.focus({ preventScroll: true })
}

async function opened(id: string, wanted: () => boolean): Promise<boolean> {
  const end = performance.now() + OPEN_MS
  for (;;) {
    if (!wanted() || performance.now() > end) return false
    const { current } = conversations
    if (current.id === id && current.loading.state === 'ready') break
    if (current.id === id && current.loading.state === 'failed') return false
    await frame()
  }
  // The list is mounted and laid out.
  await frame()
  await frame()
  return wanted()
}

async function mounted(id: string, place: number, total: number, wanted: () => boolean): Promise<HTMLElement | null> {
  for (let step = 0; step < STEPS_MAX && wanted(); step += 1) {
    const found = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`)
    if (found !== null) return found
    const list = document.querySelector<HTMLElement>('[data-testid=message-list]')
    if (list === null) return null
    // 0 is the end; upwards is negative.
    if (step === 0) list.scrollTop = -(list.scrollHeight - list.clientHeight) * (1 - place / Math.max(1, total - 1))
    else list.scrollTop += direction(list, place) * list.clientHeight * 0.8
    await frame()
    await frame()
  }
  return null
}

/** Where the message lies from what is mounted. */
function direction(list: HTMLElement, place: number): number {
  const edge = list.getBoundingClientRect()
  const seen = [...list.querySelectorAll<HTMLElement>('.place[data-place]')].find((one) => one.getBoundingClientRect().bottom > edge.top)
  const at = Number(seen?.dataset['place'] ?? Number.NaN)
  return Number.isNaN(at) || at > place ? -1 : 1
}

let lit: HTMLElement | null = null
let timer: ReturnType<typeof setTimeout> | undefined

function light(element: HTMLElement): void {
  lit?.removeAttribute('data-lit')
  clearTimeout(timer)
  lit = element
  element.dataset['lit'] = ''
  timer = setTimeout(() => element.removeAttribute('data-lit'), LIT_MS)
}
