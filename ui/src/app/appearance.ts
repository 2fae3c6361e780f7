// What the whole page wears: theme, size, density and language by the settings, and the engine that draws it.
import type { Settings } from '../bridge'
import { speak, spoken } from '../lib/i18n/index.svelte'
import { directionOf } from '../lib/i18n/plain'

export function wear(settings: Settings): void {
  const root = document.documentElement
  if (isWebKitGtk(navigator.userAgent)) root.dataset['engine'] = 'webkitgtk'
  if (settings.theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = settings.theme
  // Every size of text is in rem.
  root.style.fontSize = settings.textPercent === 100 ? '' : `${(16 * settings.textPercent) / 100}px`
  if (settings.dense) root.dataset['density'] = 'dense'
  else delete root.dataset['density']
  contrast.wanted = settings.highContrast
  contrast.wear()
  speak(settings.language)
  root.lang = spoken()
  root.dir = directionOf(spoken())
}

/** More contrast: by choice, or because the system asks for it. */
const contrast = {
  wanted: false,
  asked: matchMedia('(prefers-contrast: more)'),
  wear(): void {
    const root = document.documentElement
    if (this.wanted || this.asked.matches) root.dataset['contrast'] = 'more'
    else delete root.dataset['contrast']
  },
}
contrast.asked.addEventListener('change', () => contrast.wear())

/** WebKitGTK: WebKit on Linux, where Chromium names itself as well. */
export function isWebKitGtk(userAgent: string): boolean {
  return /Linux.*AppleWebKit/.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)
}
