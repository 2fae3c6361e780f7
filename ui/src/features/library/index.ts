// The library: every conversation, found and kept.
export { default as Library } from './Library.svelte'
export { library } from './library.svelte'
export { rowMenu } from './row-menu'
export { default as RenameField } from './RenameField.svelte'
