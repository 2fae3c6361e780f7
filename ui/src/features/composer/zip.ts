// The files in a ZIP: what Office documents are made of. Only names that are asked for are unpacked, up to a limit.

/** So many bytes come out of one package at most. */
const UNPACKED_MAX = 64 * 1024 * 1024

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly at: number
}

/** A package that is opened; `null` for what is none. */
export class Zip {
  readonly names: readonly string[]
  #bytes: Uint8Array<ArrayBuffer>
  #entries: ReadonlyMap<string, Entry>
  #room = UNPACKED_MAX

  private constructor(bytes: Uint8Array<ArrayBuffer>, entries: readonly Entry[]) {
    this.#bytes = bytes
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]))
    this.names = [...this.#entries.keys()]
  }

  static open(bytes: Uint8Array<ArrayBuffer>): Zip | null {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // The directory's end is the last thing in the file, but for a comment of at most 64 KiB.
    const lowest = Math.max(0, bytes.length - 22 - 0xffff)
    let end = bytes.length - 22
    while (end >= lowest && view.getUint32(end, true) !== END) end -= 1
    if (end < lowest || end < 0) return null
    const count = view.getUint16(end + 10, true)
    const entries: Entry[] = []
    let at = view.getUint32(end + 16, true)
    for (let n = 0; n < count; n += 1) {
      if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) return null
      const length = view.getUint16(at + 28, true)
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length))
      entries.push({ name, method: view.getUint16(at + 10, true), packed: view.getUint32(at + 20, true), at: view.getUint32(at + 42, true) })
      at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
    return new Zip(bytes, entries)
  }

  /** The text of a file; `null` when it is not there, cannot be unpacked, or is too much. */
  async text(name: string): Promise<string | null> {
    const entry = this.#entries.get(name)
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
    if (entry === undefined || entry.at + 30 > this.#bytes.length || view.getUint32(entry.at, true) !== LOCAL) return null
    const from = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true)
    const packed = this.#bytes.subarray(from, from + entry.packed)
    if (entry.method === 0) return this.#take(packed)
    return entry.method === 8 ? this.#inflate(packed) : null
  }

  async #inflate(packed: Uint8Array<ArrayBuffer>): Promise<string | null> {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    const text = new TextDecoder()
    let whole = ''
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return whole + text.decode()
        this.#room -= value.length
        if (this.#room < 0) {
          void reader.cancel()
          return null
        }
        whole += text.decode(value, { stream: true })
      }
    } catch {
      return null
    }
  }

  #take(bytes: Uint8Array): string | null {
    this.#room -= bytes.length
    return this.#room < 0 ? null : new TextDecoder().decode(bytes)
  }
}
