// The list of bookmarks. It is a chunk of its own.
import type { Component } from 'svelte'

export { bookmarks } from './bookmarks.svelte'

export async function loadBookmarks(): Promise<Component> {
  return (await import('./BookmarksDialog.svelte')).default
}
