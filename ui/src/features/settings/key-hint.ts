// What there is to say about the key, in one line.
import type { AppInfo, KeyPlace } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'

export function keyHint(info: AppInfo): string {
  const { state, place, last4, keychainDown } = info.key
  if (state === 'looking') return t('account.looking')
  if (state === 'unavailable') return t('account.keychainDown')
  if (state === 'missing') return keychainDown ? t('account.keychainDown') : t('settings.noKey')
  return t('settings.keyEnds', { last4: last4 ?? '····', place: placeWords(place) })
}

function placeWords(place: KeyPlace | null): string {
  if (place === 'environment') return t('account.placeEnvironment')
  return place === 'memory' ? t('account.placeMemory') : t('account.placeKeychain')
}
