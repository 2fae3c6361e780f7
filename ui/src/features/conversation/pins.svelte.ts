// What stays mounted although the reader is elsewhere: where a selection begins and ends, what has the focus, the hit
// that is searched for.
import { getContext, setContext } from 'svelte'

export type Part = 'answer' | 'reasoning'

/** A place in the conversation. `block` is counted in its part; -1 is the message itself. */
export interface Pin {
  readonly messageId: string
  readonly part: Part
  readonly block: number
}

const NONE: readonly number[] = []

/** The pins of one list. */
export class Pins {
  #bySource = $state.raw<Readonly<Record<string, readonly Pin[]>>>({})
  #all = $derived(Object.values(this.#bySource).flat())

  /** These are the pins of a source now. */
  put(source: string, pins: readonly Pin[]): void {
    const before = this.#bySource[source] ?? []
    if (before.length === pins.length && pins.every((pin, at) => same(pin, before[at]))) return
    this.#bySource = { ...this.#bySource, [source]: pins }
  }

  get messageIds(): readonly string[] {
    return this.#all.map((pin) => pin.messageId)
  }

  blocksOf(messageId: string, part: Part): readonly number[] {
    if (this.#all.length === 0) return NONE
    const blocks = this.#all.filter((pin) => pin.messageId === messageId && pin.part === part && pin.block >= 0)
    return blocks.length === 0 ? NONE : blocks.map((pin) => pin.block)
  }
}

function same(one: Pin, other: Pin | undefined): boolean {
  return one.messageId === other?.messageId && one.part === other.part && one.block === other.block
}

/** Where a node of the page stands; nothing outside of messages. */
export function pinOf(node: Node | null): Pin | undefined {
  const element = node instanceof Element ? node : node?.parentElement
  const messageId = element?.closest<HTMLElement>('[data-message]')?.dataset['message']
  if (element === null || element === undefined || messageId === undefined) return undefined
  const part = element.closest<HTMLElement>('[data-blocks]')?.dataset['blocks'] === 'reasoning' ? 'reasoning' : 'answer'
  const block = Number(element.closest<HTMLElement>('[data-blocks] > [data-place]')?.dataset['place'] ?? -1)
  return { messageId, part, block }
}

const key = Symbol('pins')

export function pinsHere(): Pins | undefined {
  return getContext<Pins | undefined>(key)
}

export function givePins(pins: Pins): void {
  setContext(key, pins)
}
