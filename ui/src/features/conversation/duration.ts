// Lengths of time as figures; the words around them come from the catalogue.
import type { NumberWriter } from './figures'

/** `0:12`, `3:07`, `1:02:45`. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const seconds = String(total % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** Whole seconds until a moment, never below 0. */
export function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) / 1000))
}

/** A length in the reader's language: `0.8s`, `12s`, `2m 5s`. */
export function length(ms: number, format: NumberWriter): string {
  const unit = (value: number, name: 'second' | 'minute', digits = 0): string =>
    format(value, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits })
  const safe = Math.max(0, ms)
  // 9,950 ms and more would read `10.0`; from there whole seconds are said.
  if (safe < 9_950) return unit(Math.max(0.1, safe / 1000), 'second', 1)
  const seconds = Math.round(safe / 1000)
  if (seconds < 60) return unit(seconds, 'second')
  const rest = seconds % 60
  const minutes = unit(Math.floor(seconds / 60), 'minute')
  return rest === 0 ? minutes : `${minutes} ${unit(rest, 'second')}`
}

/** How long an answer thought: from the first thinking to the first word, or to the end when no word came. */
export function thinkingMs(timings: {
  firstReasoningMs: number | null
  firstContentMs: number | null
  endMs: number | null
}): number | null {
  if (timings.firstReasoningMs === null) return null
  const until = timings.firstContentMs ?? timings.endMs
  return until === null ? null : Math.max(0, until - timings.firstReasoningMs)
}
