// What of a long run is mounted: those near the reader, those that must stay (a selection ends in them, the focus is
// in them), and between them gaps as high as what is not there.
import type { Heights } from './heights'

/** From the first of a run that is mounted to before the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** One mounted thing, or a gap. */
export type Piece =
  | { readonly key: string; readonly index: number; readonly gapPx: null }
  | { readonly key: string; readonly index: null; readonly gapPx: number }

/** Those that stand between two distances from the start. */
export function spanOf(heights: Heights, top: number, bottom: number): Span {
  const total = heights.total
  if (heights.count === 0 || bottom <= 0) return { from: 0, to: Math.min(1, heights.count) }
  if (top >= total) return { from: heights.count - 1, to: heights.count }
  return { from: heights.at(Math.max(0, top)), to: heights.at(Math.min(bottom, total - 1)) + 1 }
}

/**
 * The span for a reader who sees from `top` to `bottom`: at least `near` around it, at most `far`. What is between the
 * two stays as it is `now`, so that a small step mounts little and takes nothing away.
 */
export function nextSpan(heights: Heights, now: Span, top: number, bottom: number, near: number, far: number): Span {
  const least = spanOf(heights, top - near, bottom + near)
  if (now.from >= least.to || now.to <= least.from) return least
  const most = spanOf(heights, top - far, bottom + far)
  const from = Math.max(most.from, Math.min(now.from, least.from))
  const to = Math.min(most.to, Math.max(now.to, least.to))
  return from === now.from && to === now.to ? now : { from, to }
}

/** The run in pieces. `kept` are mounted whatever the span; heights hold the space of `between` pixels after each. */
export function piecesOf(
  heights: Heights,
  span: Span,
  kept: readonly number[],
  between: number,
  keyOf: (index: number) => string,
): Piece[] {
  const pieces: Piece[] = []
  let next = 0
  const upTo = (index: number): void => {
    if (index <= next) return
    const gapPx = Math.max(0, heights.before(index) - heights.before(next) - between)
    pieces.push({ key: `gap-${next === 0 ? 'start' : keyOf(next - 1)}`, index: null, gapPx })
    next = index
  }
  const mount = (index: number): void => {
    if (index < next || index >= heights.count) return
    upTo(index)
    pieces.push({ key: keyOf(index), index, gapPx: null })
    next = index + 1
  }
  const outside = [...new Set(kept)].sort((a, b) => a - b)
  for (const index of outside) if (index < span.from) mount(index)
  for (let index = span.from; index < Math.min(span.to, heights.count); index += 1) mount(index)
  for (const index of outside) if (index >= span.to) mount(index)
  upTo(heights.count)
  return pieces
}
