// What goes along with a message, loaded with the first that is seen.

import type BeginWith from './BeginWith.svelte'
import type FileChips from './FileChips.svelte'
import type PictureChips from './PictureChips.svelte'

export async function loadChips(): Promise<typeof FileChips> {
  return (await import('./FileChips.svelte')).default
}

export async function loadPictures(): Promise<typeof PictureChips> {
  return (await import('./PictureChips.svelte')).default
}

export async function loadBeginWith(): Promise<typeof BeginWith> {
  return (await import('./BeginWith.svelte')).default
}
