// Conversations and folders under way by pointer. No drag of the system: that is another thing in every web view.
import { archive, file, moveFolder, remove, tag } from './deeds'
import { library } from './library.svelte'
import { liesIn } from './shelves'

export type Load = { readonly kind: 'conversations'; readonly ids: readonly string[] } | { readonly kind: 'folder'; readonly id: string }

/** A press that moves less than this is a click. */
const SLACK_PX = 6

class Drag {
  /** What is under way, and what is said beside the pointer. */
  load = $state.raw<(Load & { readonly label: string }) | null>(null)
  x = $state(0)
  y = $state(0)
  /** The place under the pointer that would take it. */
  over = $state<string | null>(null)
  /** The click that ends a drag is none. */
  #justDropped = false

  /** A press on something that can be dragged. */
  press(event: PointerEvent, load: () => Load, label: string): void {
    if (event.button !== 0 || event.pointerType === 'touch') return
    const from = { x: event.clientX, y: event.clientY }
    const stop = new AbortController()
    const { signal } = stop
    const end = (): void => {
      stop.abort()
      this.load = null
      this.over = null
    }
    const move = (now: PointerEvent): void => {
      if (this.load === null) {
        if (Math.hypot(now.clientX - from.x, now.clientY - from.y) < SLACK_PX) return
        this.load = { ...load(), label }
      }
      now.preventDefault()
      this.x = now.clientX
      this.y = now.clientY
      this.over = this.#placeAt(now.clientX, now.clientY)
    }
    const up = (): void => {
      const { load: carried, over } = this
      end()
      if (carried === null) return
      this.#justDropped = true
      setTimeout(() => (this.#justDropped = false), 0)
      if (over !== null) put(carried, over)
    }
    window.addEventListener('pointermove', move, { signal })
    window.addEventListener('pointerup', up, { signal })
    window.addEventListener('pointercancel', end, { signal })
    window.addEventListener('blur', end, { signal })
    window.addEventListener(
      'keydown',
      (key) => {
        if (key.key !== 'Escape' || this.load === null) return
        key.preventDefault()
        key.stopPropagation()
        this.#justDropped = true
        setTimeout(() => (this.#justDropped = false), 400)
        end()
      },
      { signal, capture: true },
    )
  }

  /** Whether a click now is only the end of a drag. */
  get clicked(): boolean {
    return !this.#justDropped
  }

  #placeAt(x: number, y: number): string | null {
    const place = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop]')?.dataset['drop'] ?? null
    return place !== null && this.load !== null && takes(this.load, place) ? place : null
  }
}

function takes(load: Load, place: string): boolean {
  const [kind, id] = place.split(' ')
  if (load.kind === 'conversations') return true
  if (kind === 'top') return true
  return kind === 'folder' && id !== undefined && !liesIn(library.folders, id, load.id)
}

function put(load: Load, place: string): void {
  const [kind, id] = place.split(' ')
  if (load.kind === 'folder') void moveFolder(load.id, kind === 'folder' ? (id ?? null) : null)
  else if (kind === 'folder' && id !== undefined) file(load.ids, id)
  else if (kind === 'top') file(load.ids, null)
  else if (kind === 'tag' && id !== undefined) tag(load.ids, id, true)
  else if (kind === 'archive') archive(load.ids, true)
  else if (kind === 'trash') void remove(load.ids)
}

export const drag = new Drag()
