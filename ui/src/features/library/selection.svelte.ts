// Which conversations are chosen together. One that is only open is not chosen.

class Selection {
  ids = $state.raw<ReadonlySet<string>>(new Set())
  /** Where Shift counts from. */
  #anchor: string | null = null

  get size(): number {
    return this.ids.size
  }

  get list(): readonly string[] {
    return [...this.ids]
  }

  has(id: string): boolean {
    return this.ids.has(id)
  }

  clear(): void {
    if (this.ids.size > 0) this.ids = new Set()
    this.#anchor = null
  }

  /** Takes one in, or out. */
  toggle(id: string): void {
    const ids = new Set(this.ids)
    if (!ids.delete(id)) ids.add(id)
    this.ids = ids
    this.#anchor = id
  }

  /** From where it began to `id`, in this order of rows. `from` is where it begins when nothing is chosen yet. */
  extend(order: readonly string[], id: string, from: string | null): void {
    const anchor = this.#anchor !== null && order.includes(this.#anchor) ? this.#anchor : from
    const one = anchor === null ? -1 : order.indexOf(anchor)
    const other = order.indexOf(id)
    if (other === -1) return
    this.#anchor = one === -1 ? id : anchor
    const [low, high] = one === -1 ? [other, other] : [Math.min(one, other), Math.max(one, other)]
    this.ids = new Set(order.slice(low, high + 1))
  }

  all(order: readonly string[]): void {
    this.ids = new Set(order)
    this.#anchor ??= order[0] ?? null
  }

  /** What is gone is not chosen. */
  drop(id: string): void {
    if (!this.ids.has(id)) return
    const ids = new Set(this.ids)
    ids.delete(id)
    this.ids = ids
  }
}

export const selection = new Selection()
