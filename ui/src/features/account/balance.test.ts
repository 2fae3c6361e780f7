import { expect, test } from 'vitest'
import { spendable } from './balance'

const line = (currency: string, total: string): Parameters<typeof spendable>[0]['lines'][number] => ({ currency, total, granted: '0.00', toppedUp: total })

test('only currencies with something in them are shown', () => {
  const balance = { available: true, lines: [line('CNY', '110.00'), line('USD', '0.00')] }
  expect(spendable(balance).map((one) => one.currency)).toEqual(['CNY'])
})

test('an empty account says its zero once', () => {
  const balance = { available: false, lines: [line('CNY', '0.00'), line('USD', '0.00')] }
  expect(spendable(balance).map((one) => one.currency)).toEqual(['CNY'])
})
