// The command palette and the overview of shortcuts; both are chunks of their own.
import type { Component } from 'svelte'

export { palette } from './palette.svelte'

export async function loadPalette(): Promise<Component> {
  return (await import('./PaletteDialog.svelte')).default
}

export async function loadOverview(): Promise<Component<{ open: boolean }, object, 'open'>> {
  return (await import('./ShortcutOverview.svelte')).default
}
