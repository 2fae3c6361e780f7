// Sizes of files, in the units that people know; pure: the caller writes the number in its language.
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** The number and the unit for so many bytes: 1,234,567 is 1.2 megabytes. */
export function inUnits(bytes: number): { readonly value: number; readonly options: Intl.NumberFormatOptions } {
  let value = bytes
  let at = 0
  while (value >= 1000 && at < UNITS.length - 1) {
    value /= 1000
    at += 1
  }
  const digits = at === 0 || value >= 100 ? 0 : 1
  return { value, options: { style: 'unit', unit: UNITS[at] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: digits } }
}
