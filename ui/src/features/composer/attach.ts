// Files that a person drops, pastes or chooses become texts beside the message, or a sentence why not.
import { formatNumber, t } from '../../lib/i18n/index.svelte'
import { attached, type AttachedFile, cleanName, FILES_MAX } from './files'

export interface Attached {
  readonly files: readonly AttachedFile[]
  /** A sentence for each file that cannot go along. */
  readonly refusals: readonly string[]
}

/** Reads files; `room` more may go with the message. */
export async function readFiles(files: Iterable<File>, room: number, maxBytes: number): Promise<Attached> {
  const { decode } = await import('./decode')
  const taken: AttachedFile[] = []
  const refusals: string[] = []
  for (const file of files) {
    const name = cleanName(file.name)
    if (taken.length >= room) {
      refusals.push(t('files.tooMany', { n: FILES_MAX }))
      break
    }
    if (file.size > maxBytes) {
      refusals.push(t('files.tooLarge', { name, size: formatNumber(maxBytes / 1_048_576, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }) }))
      continue
    }
    let bytes: Uint8Array
    try {
      bytes = new Uint8Array(await file.arrayBuffer())
    } catch {
      // A folder, or one that is gone.
      refusals.push(t('files.unreadable', { name }))
      continue
    }
    const decoded = decode(bytes)
    if (decoded.kind === 'text') taken.push(attached(name, decoded.text, decoded.encoding))
    else refusals.push(refusal(decoded.kind, name))
  }
  return { files: taken, refusals }
}

function refusal(kind: 'empty' | 'image' | 'pdf' | 'office' | 'binary', name: string): string {
  switch (kind) {
    case 'empty':
      return t('files.empty', { name })
    case 'image':
      return t('files.image', { name })
    case 'pdf':
      return t('files.pdf', { name })
    case 'office':
      return t('files.office', { name })
    case 'binary':
      return t('files.binary', { name })
  }
}
