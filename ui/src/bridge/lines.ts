// Newline-delimited JSON out of a byte stream, pure of where the bytes come from.

/** Calls `onLine` with every whole line; a last line without its end counts when the stream closes. */
export async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  // No async iteration: WebKitGTK 2.50 has none for streams.
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
    if (done) break
  }
  if (rest.trim() !== '') onLine(rest)
}
