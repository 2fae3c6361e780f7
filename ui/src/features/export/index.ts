// Export: what goes out, as what, seen before it is written. The dialog is a chunk of its own.
import type { Component } from 'svelte'

export { copyAs, exportEntries } from './copy'
export { exporting } from './exporting.svelte'
export { formatName } from './format-words'

export async function loadExport(): Promise<Component> {
  return (await import('./ExportDialog.svelte')).default
}
