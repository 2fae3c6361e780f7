// The settings, a chunk of their own: the window starts without them.
import type { Component } from 'svelte'

/** The dialog, loaded when it is first wanted. */
export async function loadSettings(): Promise<Component<{ open: boolean; page?: SettingsPage }, object, 'open'>> {
  return (await import('./SettingsDialog.svelte')).default
}

export type SettingsPage = 'account' | 'chat' | 'look' | 'data'
