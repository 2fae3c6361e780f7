// Full-text search over everything that was said. The dialog is a chunk of its own: the window starts without it.
import type { Component } from 'svelte'

export { search } from './search.svelte'
export { default as FoundNote } from './FoundNote.svelte'
export { default as HitPlace } from './HitPlace.svelte'
export { default as Snippet } from './Snippet.svelte'

export async function loadSearch(): Promise<Component> {
  return (await import('./SearchDialog.svelte')).default
}
