// Formulas: KaTeX, loaded with the first one. It builds elements, never markup, and may do nothing but typeset. A few
// are set in the frame they come in; more wait, so that neither the stream nor the wheel waits for them.
import type katexModule from 'katex'
import type { Attachment } from 'svelte/attachments'
import { nextPaint } from './frame'
import { idle } from './idle'

type Katex = typeof katexModule

/** Longer sources are shown as they are: typesetting them would stop the window. */
const LONGEST = 8_000

/** Deviations from LaTeX that harm nobody: Chinese in a formula is common in answers. */
const HARMLESS = new Set([
  'unicodeTextInMathMode',
  'unknownSymbol',
  'mathVsTextUnits',
  'mathVsTextAccents',
  'mathVsSout',
  'commentAtEnd',
  'newLineInDisplayMode',
  'textEnv',
])

/** What leads or reaches out of the formula. It is not trusted: the engine would set the word in red and drop the rest. */
const REACHING_OUT = /\\(?:href|url|includegraphics|html(?:Class|Id|Style|Data))(?![a-zA-Z])/

let katex: Katex | undefined
let loading: Promise<void> | undefined

function load(): Promise<void> {
  // The words are painted first.
  loading ??= nextPaint()
    .then(() => Promise.all([import('katex'), import('katex/dist/katex.min.css')]))
    .then(([module]) => {
      katex = module.default
    })
  return loading
}

/** Typesetting may take this much of a frame; what is left waits for a free moment or the next frame, its source in its place. */
const FRAME_MS = 4
/** Formulas whose elements are kept for the next time they come into sight. */
const KEPT = 300

const kept = new Map<string, DocumentFragment>()
const waiting = new Map<HTMLElement, () => void>()
let spentMs = 0
let pausing = false

/** Typesets `tex` into the element; where that fails, its source stands there as text. */
export function typeset(tex: string, display: boolean): Attachment<HTMLElement> {
  return (element) => {
    const work = (): void => {
      if (katex !== undefined) paint(katex, element, tex, display)
    }
    if (again(element, tex, display)) return undefined
    if (katex !== undefined && spentMs < FRAME_MS) timed(work)
    else {
      element.textContent = tex
      waiting.set(element, work)
      void pause()
    }
    return () => {
      waiting.delete(element)
    }
  }
}

/**
 * Sets what waits, a little at a time: when the window has nothing else to do, else after each frame. While a wheel turns
 * there is no idle moment, and a formula that is set in sight moves what is read.
 */
async function pause(): Promise<void> {
  if (pausing) return
  pausing = true
  try {
    await load()
    while (waiting.size > 0) {
      await Promise.race([idle(), nextPaint()])
      spentMs = 0
      for (const [element, work] of waiting) {
        if (spentMs >= FRAME_MS) break
        waiting.delete(element)
        timed(work)
      }
    }
  } catch {
    // The sources stay; the next formula tries again.
    loading = undefined
  } finally {
    pausing = false
  }
}

function timed(work: () => void): void {
  if (spentMs === 0) requestAnimationFrame(() => (spentMs = 0))
  const began = performance.now()
  work()
  spentMs += Math.max(0.01, performance.now() - began)
}

const nameOf = (tex: string, display: boolean): string => (display ? `$$${tex}` : tex)

/** Sets a formula as it was set before. */
function again(element: HTMLElement, tex: string, display: boolean): boolean {
  const set = kept.get(nameOf(tex, display))
  if (set === undefined) return false
  element.replaceChildren(set.cloneNode(true))
  return true
}

function keep(element: HTMLElement, tex: string, display: boolean): void {
  const set = document.createDocumentFragment()
  for (const child of element.childNodes) set.append(child.cloneNode(true))
  kept.set(nameOf(tex, display), set)
  const oldest = kept.size > KEPT ? kept.keys().next().value : undefined
  if (oldest !== undefined) kept.delete(oldest)
}

function paint(engine: Katex, element: HTMLElement, tex: string, display: boolean): void {
  element.textContent = tex
  if (tex.length > LONGEST || REACHING_OUT.test(tex)) return
  try {
    engine.render(tex, element, {
      displayMode: display,
      output: 'htmlAndMathml',
      // An unknown command throws, and the whole source is shown instead of a formula with a red word in it.
      throwOnError: true,
      trust: false,
      strict: (code: string) => (HARMLESS.has(code) ? 'ignore' : 'error'),
      maxExpand: 500,
      maxSize: 20,
      macros: {},
    })
    keep(element, tex, display)
  } catch {
    element.textContent = tex
  }
}
