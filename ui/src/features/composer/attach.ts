// Files that a person drops, pastes or chooses become texts beside the message, or a sentence why not.
import { t } from '../../lib/i18n/index.svelte'
import { attached, type AttachedFile, cleanName, FILES_MAX } from './files'
import type { Read } from './intake.svelte'
import { megabytes } from './megabytes'
import { type DraftPicture, keepPicture, PICTURE_MAX_BYTES, pictureType } from './pictures'

/** Reads files; `room` more may go with the message. `sees`: the chosen model reads pictures. */
export async function readFiles(files: Iterable<File>, room: number, maxBytes: number, sees: boolean): Promise<Read> {
  const { decode } = await import('./decode')
  const taken: AttachedFile[] = []
  const pictures: DraftPicture[] = []
  const unseen: File[] = []
  const refusals: string[] = []
  for (const file of files) {
    const name = cleanName(file.name)
    if (taken.length + pictures.length >= room) {
      refusals.push(t('files.tooMany', { n: FILES_MAX }))
      break
    }
    // A picture may be larger than a text, but nothing is read that is larger than both.
    if (file.size > Math.max(maxBytes, PICTURE_MAX_BYTES)) {
      refusals.push(t('files.tooLarge', { name, size: megabytes(maxBytes) }))
      continue
    }
    let bytes: Uint8Array<ArrayBuffer>
    try {
      bytes = new Uint8Array(await file.arrayBuffer())
    } catch {
      // A folder, or one that is gone.
      refusals.push(t('files.unreadable', { name }))
      continue
    }
    const type = pictureType(bytes)
    if (type !== null) {
      if (bytes.length > PICTURE_MAX_BYTES) refusals.push(t('pictures.tooLarge', { name, size: megabytes(PICTURE_MAX_BYTES) }))
      else if (sees) {
        try {
          pictures.push(await keepPicture(name, type, bytes))
        } catch {
          refusals.push(t('pictures.refused', { name }))
        }
      } else unseen.push(file)
      continue
    }
    if (file.size > maxBytes) {
      refusals.push(t('files.tooLarge', { name, size: megabytes(maxBytes) }))
      continue
    }
    const decoded = decode(bytes)
    if (decoded.kind === 'text') taken.push(attached(name, decoded.text, decoded.encoding))
    else if (decoded.kind === 'office') {
      const { officeText } = await import('./office')
      const text = await officeText(bytes)
      if (text === null) refusals.push(t('files.office', { name }))
      else if (text.trim() === '') refusals.push(t('files.empty', { name }))
      else taken.push(attached(name, text, t('files.words')))
    }
    else refusals.push(refusal(decoded.kind, name))
  }
  return { files: taken, pictures, unseen, refusals }
}

function refusal(kind: 'empty' | 'image' | 'pdf' | 'office' | 'binary', name: string): string {
  switch (kind) {
    case 'empty':
      return t('files.empty', { name })
    case 'pdf':
      return t('files.pdf', { name })
    case 'office':
      return t('files.office', { name })
    case 'image':
    case 'binary':
      return t('files.binary', { name })
  }
}
