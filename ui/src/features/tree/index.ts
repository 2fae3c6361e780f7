// The tree of the shown conversation, beside it. Its panel is a chunk of its own.
import type { Component } from 'svelte'

export { tree } from './tree.svelte'

export async function loadTree(): Promise<Component> {
  return (await import('./TreePanel.svelte')).default
}
