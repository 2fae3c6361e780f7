import { describe, expect, test } from 'vitest'
import type { AppInfo, RepairedFrom } from '../bridge'
import { noticesOf } from './notices'

const info = (change: Partial<AppInfo> = {}): AppInfo => ({
  version: '0.1.0',
  mode: 'live',
  key: { state: 'present', place: 'keychain', last4: 'abcd', keychainDown: false },
  endpoint: { baseUrl: 'https://api.deepseek.com', host: 'api.deepseek.com', chatUrl: 'https://api.deepseek.com/chat/completions', official: true, prefix: true, fixed: false },
  history: { state: 'ready', place: '~/x', setAside: null },
  settings: { theme: 'system', language: 'system', sendKey: 'enter', model: 'm', thinking: 'off', baseUrl: 'https://api.deepseek.com', sidebarPx: 260, autoTitle: true, autoContinue: true, systemPrompt: '', textPercent: 100, dense: false, highContrast: false, proxy: 'system', shortcuts: {}, standby: { on: false, baseUrl: '', model: '' } },
  newDraft: '',
  models: [],
  messageMaxBytes: 1,
  ...change,
})
const ids = (app: AppInfo): string[] => noticesOf(app, new Set()).map((notice) => notice.id)

const words = (repairedFrom?: RepairedFrom): string[] =>
  noticesOf(info({ history: { state: 'ready', place: '~/x', setAside: 'old', ...(repairedFrom && { repairedFrom }) } }), new Set()).map((notice) => notice.sentence)

describe('above a conversation', () => {
  test('nothing is said when all is well', () => {
    expect(ids(info())).toEqual([])
  })
  test('a program that has stopped answering comes first', () => {
    const notices = noticesOf(info({ mode: 'demo' }), new Set(), true)
    expect(notices.map(({ id }) => id)).toEqual(['lost', 'demo'])
  })
  test('the demo is marked, and a missing key is not held against it', () => {
    expect(ids(info({ mode: 'demo', key: { state: 'missing', place: null, last4: null, keychainDown: true } }))).toEqual(['demo'])
  })
  test('a history that cannot be written is said', () => {
    expect(ids(info({ history: { state: 'readOnly', place: '~/x', setAside: null } }))).toEqual(['readOnly'])
    expect(ids(info({ history: { state: 'diskFull', place: '~/x', setAside: 'old' } }))).toEqual(['diskFull', 'setAside'])
    expect(ids(info({ history: { state: 'moved', place: '~/x', setAside: null } }))).toEqual(['moved'])
    expect(ids(info({ history: { state: 'diskFailed', place: '~/x', setAside: null } }))).toEqual(['diskFailed'])
  })
  test('a repair tells where the history came from', () => {
    expect(words()).toEqual(['history.setAside'])
    expect(words('fileAndBackup')).toEqual(['history.setAsideFilled'])
    expect(words('backup')).toEqual(['history.setAsideBackup'])
    expect(words('nothing')).toEqual(['history.setAsideEmpty'])
  })
  test('an account that runs low is said beside what else there is', () => {
    const lowBalance = { currency: 'CNY', total: '0.31', granted: '0.00', toppedUp: '0.31' }
    expect(ids(info({ lowBalance }))).toEqual(['lowBalance'])
  })
  test('a folder that another program keeps is warned of', () => {
    expect(ids(info({ history: { state: 'ready', place: '~/Dropbox', setAside: null, syncedBy: 'Dropbox' } }))).toEqual(['synced'])
  })
  test('a keychain that is down is said once', () => {
    expect(ids(info({ key: { state: 'unavailable', place: null, last4: null, keychainDown: true } }))).toEqual(['keychainDown'])
    expect(ids(info({ key: { state: 'present', place: 'memory', last4: 'abcd', keychainDown: true } }))).toEqual(['keychainDown'])
  })
  test('what was waved away stays away', () => {
    expect(noticesOf(info({ history: { state: 'ready', place: '~/x', setAside: 'old' } }), new Set(['setAside']))).toEqual([])
  })
})
