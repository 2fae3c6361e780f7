// The library: every conversation, found and kept.
import type { Component } from 'svelte'

export { default as Library } from './Library.svelte'
export { library } from './library.svelte'
export { archive, pin, remove, rename, restore } from './deeds'
export { drag } from './drag.svelte'
export { picker } from './picker.svelte'
export { rowMenu } from './row-menu'
export { newFolder } from './shelf-menu'
export { default as RenameField } from './RenameField.svelte'

/** The dialog that asks for a folder or tags; a chunk of its own. It stands over the window, whether the list is there or not. */
export async function loadPicker(): Promise<Component> {
  return (await import('./PlacePicker.svelte')).default
}
