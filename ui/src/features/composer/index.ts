// The composer: where a message is written. It knows no conversation; what it needs is given to it.
import type { ParametersProps } from './parameters'
import type { QueueProps } from './queue'
import type { Component } from 'svelte'

export { default as Composer } from './Composer.svelte'
export { default as GrowingField } from './GrowingField.svelte'
export { loadChips, loadPictures } from './load-chips'
export { drafted, refsOf } from './pictures'
export { joinFiles, splitFiles, type Split, type TextFile } from './files'
export { exceedsBytes } from './byte-length'
export { Draft, type Extras, noExtras } from './draft.svelte'
export { composing } from './composing.svelte'
export { noParameters } from './parameters'
export { DraftKeeper } from './draft-keeper'

/** The list of what waits behind an answer, loaded when something does. */
export async function loadQueue(): Promise<Component<QueueProps>> {
  return (await import('./QueueList.svelte')).default
}

/** The panel of standing instructions and parameters, loaded when it is first wanted. */
export async function loadParameters(): Promise<Component<ParametersProps>> {
  return (await import('./ParametersDialog.svelte')).default
}
