// What the window must say above a conversation, in the order of its weight; at most one line of each.
import type { AppInfo, RepairedFrom } from '../bridge'
import type { MessageKey } from '../lib/i18n/index.svelte'

export interface Notice {
  readonly id: 'lost' | 'demo' | 'readOnly' | 'diskFull' | 'moved' | 'diskFailed' | 'keychainDown' | 'keyMissing' | 'setAside' | 'synced' | 'lowBalance' | 'cutAnswers'
  readonly tone: 'plain' | 'warn'
  readonly sentence: MessageKey
  readonly action: 'useKey' | 'addKey' | 'topUp' | 'goOn' | 'dismiss' | 'none'
}

const repairedWords: Record<RepairedFrom, MessageKey> = {
  file: 'history.setAside',
  fileAndBackup: 'history.setAsideFilled',
  backup: 'history.setAsideBackup',
  nothing: 'history.setAsideEmpty',
}

export function noticesOf(info: AppInfo, dismissed: ReadonlySet<Notice['id']>, lost = false): readonly Notice[] {
  const notices: Notice[] = []
  if (lost) notices.push({ id: 'lost', tone: 'warn', sentence: 'app.lostLong', action: 'none' })
  const { state, setAside, repairedFrom, syncedBy } = info.history
  if (info.mode === 'demo') notices.push({ id: 'demo', tone: 'plain', sentence: 'demo.banner', action: 'useKey' })
  if (state === 'diskFull') notices.push({ id: 'diskFull', tone: 'warn', sentence: 'history.diskFull', action: 'none' })
  if (state === 'readOnly') notices.push({ id: 'readOnly', tone: 'warn', sentence: 'history.readOnly', action: 'none' })
  if (state === 'moved') notices.push({ id: 'moved', tone: 'warn', sentence: 'history.moved', action: 'none' })
  if (state === 'diskFailed') notices.push({ id: 'diskFailed', tone: 'warn', sentence: 'history.diskFailing', action: 'dismiss' })
  if (setAside !== null) notices.push({ id: 'setAside', tone: 'plain', sentence: repairedWords[repairedFrom ?? 'file'], action: 'dismiss' })
  if (syncedBy !== undefined) notices.push({ id: 'synced', tone: 'warn', sentence: 'history.synced', action: 'dismiss' })
  if (info.cutAnswers !== undefined) notices.push({ id: 'cutAnswers', tone: 'plain', sentence: 'history.cutAnswers', action: 'goOn' })
  if (info.mode === 'live') {
    const { key } = info
    if (key.state === 'unavailable') notices.push({ id: 'keychainDown', tone: 'warn', sentence: 'account.keychainDown', action: 'addKey' })
    else if (key.state === 'missing') notices.push({ id: 'keyMissing', tone: 'warn', sentence: 'error.key_missing', action: 'addKey' })
    else if (key.place === 'memory') notices.push({ id: 'keychainDown', tone: 'plain', sentence: 'account.inMemory', action: 'dismiss' })
  }
  if (info.lowBalance !== undefined) notices.push({ id: 'lowBalance', tone: 'plain', sentence: 'account.low', action: 'topUp' })
  return notices.filter((notice) => !dismissed.has(notice.id))
}
