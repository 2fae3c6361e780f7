// What a menu holds; the same list serves the button menu and the context menu.
import type { Component } from 'svelte'
import type { SvelteHTMLElements } from 'svelte/elements'

export type MenuIcon = Component<SvelteHTMLElements['svg']>

export type MenuEntry =
  | { readonly kind: 'item'; readonly label: string; readonly icon?: MenuIcon; readonly shortcut?: string; readonly danger?: boolean; readonly disabled?: boolean; readonly run: () => void }
  | { readonly kind: 'more'; readonly label: string; readonly icon?: MenuIcon; readonly entries: readonly MenuEntry[] }
  | { readonly kind: 'choice'; readonly label: string; readonly hint?: string; readonly chosen: boolean; readonly run: () => void }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'line' }
