// A dropped file in pieces of base64: the page has its content, never its path.
import { toBase64 } from '../../lib/base64'

/** A multiple of three, so that only the last piece is padded. */
const PIECE_BYTES = 3 * 1024 * 1024

export async function* piecesOf(file: File, size: number = PIECE_BYTES): AsyncGenerator<string> {
  for (let at = 0; at < file.size; at += size) {
    yield await toBase64(new Uint8Array(await file.slice(at, at + size).arrayBuffer()))
  }
}
