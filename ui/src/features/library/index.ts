// The library: every conversation, found and kept.
export { default as Library } from './Library.svelte'
export { library } from './library.svelte'
export { exportOut, archive, pin, remove, rename, restore } from './deeds'
export { drag } from './drag.svelte'
export { picker } from './picker.svelte'
export { rowMenu } from './row-menu'
export { newFolder } from './shelf-menu'
export { default as RenameField } from './RenameField.svelte'
