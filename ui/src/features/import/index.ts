// Import: other programs' conversations, looked into before anything is taken. The dialog is a chunk of its own.
import type { Component } from 'svelte'

export { importing } from './importing.svelte'

export async function loadImport(): Promise<Component> {
  return (await import('./ImportDialog.svelte')).default
}
