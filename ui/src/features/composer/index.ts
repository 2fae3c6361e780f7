// The composer: where a message is written. It knows no conversation; what it needs is given to it.
export { default as Composer } from './Composer.svelte'
export { default as GrowingField } from './GrowingField.svelte'
export { exceedsBytes } from './byte-length'
export { Draft } from './draft.svelte'
export { DraftKeeper } from './draft-keeper'
