// Formulas: KaTeX, loaded with the first one. It builds elements, never markup, and may do nothing but typeset.
import type katexModule from 'katex'
import type { Attachment } from 'svelte/attachments'

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

let katex: Katex | undefined
let loading: Promise<void> | undefined

function load(): Promise<void> {
  loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([module]) => {
    katex = module.default
  })
  return loading
}

/** Typesets `tex` into the element; where that fails, its source stands there as text. */
export function typeset(tex: string, display: boolean): Attachment<HTMLElement> {
  return (element) => {
    if (katex !== undefined) {
      paint(katex, element, tex, display)
      return undefined
    }
    element.textContent = tex
    let gone = false
    load().then(
      () => {
        if (!gone && katex !== undefined) paint(katex, element, tex, display)
      },
      () => undefined,
    )
    return () => {
      gone = true
    }
  }
}

function paint(engine: Katex, element: HTMLElement, tex: string, display: boolean): void {
  element.textContent = tex
  if (tex.length > LONGEST) return
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
  } catch {
    element.textContent = tex
  }
}
