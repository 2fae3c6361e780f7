// What the whole page wears: theme, size, density and language by the settings, and the engine that draws it.
import type { Settings } from '../bridge'
import { speak, spoken } from '../lib/i18n/index.svelte'

export function wear(settings: Settings): void {
  const root = document.documentElement
  if (isWebKitGtk(navigator.userAgent)) root.dataset['engine'] = 'webkitgtk'
  if (settings.theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = settings.theme
  // Every size of text is in rem.
  root.style.fontSize = settings.textPercent === 100 ? '' : `${(16 * settings.textPercent) / 100}px`
  if (settings.dense) root.dataset['density'] = 'dense'
  else delete root.dataset['density']
  speak(settings.language)
  root.lang = spoken()
}

/** WebKitGTK: WebKit on Linux, where Chromium names itself as well. */
export function isWebKitGtk(userAgent: string): boolean {
  return /Linux.*AppleWebKit/.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)
}
