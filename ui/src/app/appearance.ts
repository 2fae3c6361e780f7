// The choices of the settings that the whole page wears: theme and language.
import type { Settings } from '../bridge'
import { speak, spoken } from '../lib/i18n/index.svelte'

export function wear(settings: Settings): void {
  const root = document.documentElement
  if (settings.theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = settings.theme
  speak(settings.language)
  root.lang = spoken()
}
