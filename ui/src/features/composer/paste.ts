// A long paste becomes a file: megabytes laid out in the text field would stop the window for seconds.
import { exceedsBytes } from './byte-length'
import { ASIDE_FROM } from './draft.svelte'

/** What to do with a pasted text: leave it to the field, make it a file, or refuse it. */
export function pasteGoes(pasted: string, already: string, maxBytes: number): 'field' | 'file' | 'refused' {
  if (pasted.length < ASIDE_FROM) return 'field'
  // Counted apart, so that no text of their joint length is made only to be measured.
  if (pasted.length + already.length > maxBytes || exceedsBytes(`${already}${pasted}`, maxBytes)) return 'refused'
  return 'file'
}
