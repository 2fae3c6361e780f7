import { expect, test } from 'vitest'
import { readLines } from './lines'

const encoder = new TextEncoder()

function stream(pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

test('lines come whole, however the bytes were cut, inside a character too', async () => {
  const bytes = encoder.encode('{"a":"深海"}\n\n{"b":2}\r\n{"c":3}')
  for (let size = 1; size <= bytes.length; size += 1) {
    const pieces: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size))
    const lines: string[] = []
    await readLines(stream(pieces), (line) => lines.push(line))
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ a: '深海' }, { b: 2 }, { c: 3 }])
  }
})
