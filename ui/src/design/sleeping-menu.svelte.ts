// A menu is made when somebody is about to open it: the pointer or the focus comes to what opens it, or it is pressed.
// Until then there is only the control, which says what it opens. A press that came first is not lost.
import { tick } from 'svelte'
import { createAttachmentKey } from 'svelte/attachments'

export type Attributes = Readonly<Record<PropertyKey, unknown>>

const WAKING = ['pointerenter', 'pointerdown', 'focusin'] as const

export class SleepingMenu<Part> {
  /** The menu, once somebody came near. */
  part = $state.raw<Part | null>(null)
  /** It has its control and may open. */
  awake = $state(false)
  #lent = $state.raw<Attributes>({})
  #asked = false
  #called = false
  #missed: Event | null = null
  readonly #load: () => Promise<Part>
  readonly #presses: ReadonlyMap<string, (event: Event) => boolean>
  readonly #given: Attributes

  /** `presses` are the events that may open the menu, each with whether it does; `asleep` what the control says meanwhile. */
  constructor(load: () => Promise<Part>, asleep: Attributes, presses: Readonly<Record<string, (event: Event) => boolean>>) {
    this.#load = load
    this.#presses = new Map(Object.entries(presses))
    // One attachment for good, so that the control is never made anew.
    this.#given = { ...asleep, [createAttachmentKey()]: (control: HTMLElement) => this.#watch(control) }
  }

  /** For the control. */
  get attributes(): Record<string, unknown> {
    return { ...this.#given, ...this.#lent }
  }

  async wake(): Promise<void> {
    if (this.#asked) return
    this.#asked = true
    try {
      const part = await this.#load()
      // In a task of its own: the event that woke the menu must not reach it as well.
      setTimeout(() => (this.part = part), 0)
    } catch {
      this.#asked = false
    }
  }

  /** It was opened from elsewhere, which only keys do. */
  call(): void {
    this.#called = !this.awake
    void this.wake()
  }

  /** The menu gives the control its own attributes, now and whenever they change. */
  lend(attributes: Attributes): void {
    this.#lent = attributes
    if (!this.awake) void this.#rise()
  }

  async #rise(): Promise<void> {
    // The control has its new attributes, and the menu knows the control.
    await tick()
    const event = this.#missed
    this.#missed = null
    // bits-ui asks whether keys are in use, and heard nothing of the one that was pressed before it was there.
    if (this.#called || event?.type === 'keydown' || event?.type === 'click') document.dispatchEvent(new KeyboardEvent('keydown'))
    this.awake = true
    if (event === null) return
    const handler = this.#lent[`on${event.type}`]
    // A copy, for the event itself was kept from doing what a control without a menu would do.
    const { constructor } = event as unknown as { constructor: new (type: string, from: Event) => Event }
    if (typeof handler === 'function') handler(new constructor(event.type, event))
  }

  #watch(control: HTMLElement): () => void {
    const waking = (): void => void this.wake()
    const pressed = (event: Event): void => {
      if (this.awake || this.#presses.get(event.type)?.(event) !== true) return
      event.preventDefault()
      this.#missed = event
      void this.wake()
    }
    WAKING.forEach((type) => control.addEventListener(type, waking))
    this.#presses.forEach((_, type) => control.addEventListener(type, pressed))
    return () => {
      WAKING.forEach((type) => control.removeEventListener(type, waking))
      this.#presses.forEach((_, type) => control.removeEventListener(type, pressed))
    }
  }
}
