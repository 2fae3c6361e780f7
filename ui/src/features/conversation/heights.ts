// How high the things of a long run are: measured while they are mounted, estimated before that. Sums are kept, so
// that a run of thousands is asked for places without walking through it.

/** Heights of things that stand one below another. */
export class Heights {
  #px: number[] = []
  /** `#sums[i]` is the height of the first `i`; right up to `#right`. */
  #sums: number[] = [0]
  #right = 0

  get count(): number {
    return this.#px.length
  }

  /** There are this many now; new ones at the end are as high as `estimate` says. */
  resize(count: number, estimate: (index: number) => number): void {
    for (let index = this.#px.length; index < count; index += 1) this.#px.push(estimate(index))
    this.#px.length = count
    this.#sums.length = Math.min(this.#sums.length, count + 1)
    this.#right = Math.min(this.#right, count)
  }

  /** So many more stand before the first one, as high as `estimate` says. */
  precede(count: number, estimate: (index: number) => number): void {
    this.#px = [...Array.from({ length: count }, (_, index) => estimate(index)), ...this.#px]
    this.#sums = [0]
    this.#right = 0
  }

  of(index: number): number {
    return this.#px[index] ?? 0
  }

  set(index: number, px: number): void {
    if (index >= this.#px.length || this.#px[index] === px) return
    this.#px[index] = px
    this.#right = Math.min(this.#right, index)
  }

  /** Height of the first `index`. */
  before(index: number): number {
    const upto = Math.min(index, this.#px.length)
    for (let at = this.#right; at < upto; at += 1) this.#sums[at + 1] = (this.#sums[at] ?? 0) + (this.#px[at] ?? 0)
    this.#right = Math.max(this.#right, upto)
    return this.#sums[upto] ?? 0
  }

  get total(): number {
    return this.before(this.#px.length)
  }

  /** Which one stands at this distance from the start; the first or the last beyond the ends. */
  at(px: number): number {
    void this.total
    let low = 0
    let high = Math.max(0, this.#px.length - 1)
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sums[middle + 1] ?? 0) > px) high = middle
      else low = middle + 1
    }
    return low
  }
}
