// A person's own prompts: inserted by `/name`, kept with the history, managed in the settings. All of it is loaded when
// it is first wanted.
import type { Component } from 'svelte'
import type { AppInfo } from '../../bridge'
import type PromptMenu from './PromptMenu.svelte'

/** The list over the composer. */
export async function loadPromptMenu(): Promise<typeof PromptMenu> {
  return (await import('./PromptMenu.svelte')).default
}

/** Their page in the settings. */
export async function loadPromptsPage(): Promise<Component<{ info?: AppInfo }>> {
  return (await import('./PromptsPage.svelte')).default
}

/** After all was erased: what was read before is not written back. */
export async function forgetPrompts(): Promise<void> {
  const { prompts } = await import('./prompts.svelte')
  prompts.forget()
}
