// A dropped file in pieces of base64: the page has its content, never its path.

/** A multiple of three, so that only the last piece is padded. */
const PIECE_BYTES = 3 * 1024 * 1024

export async function* piecesOf(file: File, size: number = PIECE_BYTES): AsyncGenerator<string> {
  for (let at = 0; at < file.size; at += size) {
    yield toBase64(new Uint8Array(await file.slice(at, at + size).arrayBuffer()))
  }
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  // Functions take only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x2000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x2000)))
  return btoa(parts.join(''))
}
