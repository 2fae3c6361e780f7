import { expect, test } from 'vitest'
import { inUnits } from './bytes'

function said(bytes: number): string {
  const { value, options } = inUnits(bytes)
  return new Intl.NumberFormat('en', options).format(value)
}

test('a size is said in the unit that keeps its number short', () => {
  expect([0, 999, 1000, 84_321, 1_234_567, 5e12].map(said)).toEqual(['0 byte', '999 byte', '1 kB', '84.3 kB', '1.2 MB', '5,000 GB'])
})
