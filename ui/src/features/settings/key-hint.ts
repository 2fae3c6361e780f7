// What there is to say about the key, in one line.
import type { AppInfo } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'

export function keyHint(info: AppInfo): string {
  const { state, place, last4, keychainDown } = info.key
  if (state === 'looking') return t('account.looking')
  if (state === 'unavailable') return t('account.keychainDown')
  if (state === 'missing') return keychainDown ? t('account.keychainDown') : t('settings.noKey')
  const ends = t('settings.keyEnds', { last4: last4 ?? '····' })
  if (place === 'environment') return `${ends} ${t('account.placeEnvironment')}`
  return `${ends} ${place === 'memory' ? t('account.placeMemory') : t('account.placeKeychain')}`
}
