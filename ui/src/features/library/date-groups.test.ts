import { describe, expect, test } from 'vitest'
import { dateGroup, groupKey } from './date-groups'

const at = (month: number, day: number, hour = 12, year = 2026): number => new Date(year, month - 1, day, hour).getTime()
const now = at(11, 22, 9)

describe('a conversation stands', () => {
  test.each([
    ['today from midnight on', at(11, 22, 0), 'today'],
    ['yesterday until midnight', at(11, 21, 23), 'yesterday'],
    ['yesterday from midnight on', at(11, 21, 0), 'yesterday'],
    ['in the week for seven days', at(11, 15, 0), 'week'],
    ['in the month before that', at(11, 14, 23), 'month'],
    ['in the month for thirty days', at(10, 23, 0), 'month'],
    ['under its own month after that', at(10, 22, 23), 'monthOf'],
    ['today when the clock went back', at(11, 25), 'today'],
  ])('%s', (_name, ms, kind) => {
    expect(dateGroup(ms, now).kind).toBe(kind)
  })

  test('with its month of its year, not with the same month of another', () => {
    expect(groupKey(dateGroup(at(3, 9), now))).toBe(groupKey(dateGroup(at(3, 30), now)))
    expect(groupKey(dateGroup(at(3, 9), now))).not.toBe(groupKey(dateGroup(at(3, 9, 12, 2025), now)))
  })
})
