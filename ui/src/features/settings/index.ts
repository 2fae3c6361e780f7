// The settings, a chunk of their own: the window starts without them.
import type { Component } from 'svelte'
import type { SettingsPage } from './page'

/** The dialog, loaded when it is first wanted. */
export async function loadSettings(): Promise<Component<{ open: boolean; page?: SettingsPage }, object, 'open'>> {
  return (await import('./SettingsDialog.svelte')).default
}

export type { SettingsPage } from './page'
