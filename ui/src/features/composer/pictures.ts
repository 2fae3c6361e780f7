// Pictures that go along with a message: brought to the program in pieces, named by it, and shown from here meanwhile.
import { bridge, type PictureRef, type PictureView } from '../../bridge'
import { toBase64 } from '../../lib/base64'

/** A picture beside a draft. */
export interface DraftPicture extends PictureView {
  /** Shows it. */
  readonly url: string
}

/** Largest picture. */
export const PICTURE_MAX_BYTES = 10 * 1024 * 1024
/** Pictures of one message together. */
export const PICTURES_MAX_BYTES = 32 * 1024 * 1024

/** Characters of one piece; a multiple of four, so that each piece is base64 by itself. */
const PIECE = 4 * 1024 * 1024

/** What kind of picture these bytes are, of those that a model reads; judged as the server does. */
export function pictureType(bytes: Uint8Array): string | null {
  const begins = (beginning: readonly number[], from = 0): boolean => beginning.every((byte, place) => bytes[from + place] === byte)
  if (begins([0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (begins([0x89, 0x50, 0x4e, 0x47])) return 'image/png'
  if (begins([0x47, 0x49, 0x46, 0x38])) return 'image/gif'
  return begins([0x52, 0x49, 0x46, 0x46]) && begins([0x57, 0x45, 0x42, 0x50], 8) ? 'image/webp' : null
}

/** Gives a picture to the program. */
export async function keepPicture(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): Promise<DraftPicture> {
  const base64 = await toBase64(bytes)
  const uploadId = crypto.randomUUID()
  let pictureId: string | null = null
  for (let from = 0; from < base64.length; from += PIECE) {
    const last = from + PIECE >= base64.length
    ;({ pictureId } = await bridge.call('picture_piece', { uploadId, base64: base64.slice(from, from + PIECE), last }))
  }
  if (pictureId === null) throw new Error('an empty picture')
  return { pictureId, name, bytes: bytes.length, url: `data:${type};base64,${base64}` }
}

/** Pictures that the program has, to stand beside a draft. One that cannot be shown goes along all the same. */
export async function drafted(pictures: readonly PictureView[]): Promise<DraftPicture[]> {
  return Promise.all(pictures.map(async (picture) => ({ ...picture, url: await urlOf(picture.pictureId).catch(() => '') })))
}

/** What names pictures to the program. */
export function refsOf(pictures: readonly PictureView[]): PictureRef[] {
  return pictures.map(({ pictureId, name }) => ({ pictureId, name }))
}

/** Pictures that were shown last, so that scrolling does not ask for them again. */
const shown = new Map<string, Promise<string>>()
const SHOWN_MAX = 24

/** An address that shows a picture of the history. */
export function urlOf(pictureId: string): Promise<string> {
  const known = shown.get(pictureId)
  shown.delete(pictureId)
  const url = known ?? bridge.call('picture_get', { pictureId }).then(({ mediaType, base64 }) => `data:${mediaType};base64,${base64}`)
  shown.set(pictureId, url)
  url.catch(() => shown.delete(pictureId))
  const [oldest] = shown.keys()
  if (shown.size > SHOWN_MAX && oldest !== undefined) shown.delete(oldest)
  return url
}
