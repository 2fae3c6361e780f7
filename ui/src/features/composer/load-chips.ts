// The chips of files, loaded with the first file that is seen.

import type FileChips from './FileChips.svelte'

export async function loadChips(): Promise<typeof FileChips> {
  return (await import('./FileChips.svelte')).default
}
