// The drawing board: a hidden frame in which a library draws. The frame has no origin of its own (`sandbox` without
// `allow-same-origin`), so its scripts reach neither the window's page nor the program; it keeps the window's content
// policy, and once its two scripts are there it denies itself the rest, so nothing can be loaded and nothing can leave. One frame serves all diagrams.
import libraryUrl from 'mermaid/dist/mermaid.min.js?url'
import pageUrl from './board-page.js?url'
import { fencedSvg } from './svg-fence'

/** A drawn diagram. Sizes in pixels. */
export interface Drawing {
  svg: string
  width: number
  height: number
}

/** Why there is no drawing: the source is not understood, or it took too long. */
export class DrawingFailed extends Error {
  readonly kind: 'source' | 'slow'

  constructor(kind: 'source' | 'slow', message: string) {
    super(message)
    this.kind = kind
  }
}

interface Answer {
  id?: number
  ready?: boolean
  problem?: string
  svg?: string
  width?: number
  height?: number
}

const PATIENCE_MS = 15_000
/** Beyond this no screen shows more. */
const MAX_SIDE = 20_000

const PAGE = `<!doctype html><head><meta charset="utf-8"></head><body><script src="${absolute(libraryUrl)}"></script><script src="${absolute(pageUrl)}"></script>`

function absolute(url: string): string {
  return new URL(url, location.href).href
}

/** The only markup that this page ever sets, and the only one that its policy lets through. */
function boardPage(): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createHTML(text: string): string } } }).trustedTypes
  return types === undefined ? PAGE : types.createPolicy('drawing-board', { createHTML: () => PAGE }).createHTML('')
}

class Board {
  readonly #frame = document.createElement('iframe')
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  readonly #port: Promise<MessagePort>
  #last = 0

  constructor() {
    this.#frame.setAttribute('sandbox', 'allow-scripts')
    this.#frame.dataset['testid'] = 'drawing-board'
    this.#frame.tabIndex = -1
    this.#frame.ariaHidden = 'true'
    this.#frame.style.cssText = 'position:fixed;inset-block-start:-2000px;inset-inline-start:0;inline-size:1200px;block-size:800px;border:0;visibility:hidden;pointer-events:none'
    this.#port = new Promise((done, fail) => {
      this.#frame.addEventListener('load', () => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
          if (data.ready === true) done(port1)
          else if (data.ready === false) fail(new Error('the library was not loaded'))
          else this.#waiting.get(data.id ?? 0)?.(data)
        })
        port1.start()
        this.#frame.contentWindow?.postMessage(null, '*', [port2])
      }, { once: true })
    })
    this.#frame.srcdoc = boardPage()
    document.body.append(this.#frame)
  }

  async draw(source: string, look: { dark: boolean; font: string }): Promise<Drawing> {
    const id = (this.#last += 1)
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new DrawingFailed('slow', 'no answer in time')), PATIENCE_MS)
    })
    try {
      const port = await Promise.race([this.#port, patience])
      const answer = await Promise.race([
        new Promise<Answer>((done) => {
          this.#waiting.set(id, done)
          port.postMessage({ id, source, ...look })
        }),
        patience,
      ])
      return pictureOf(answer)
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(id)
    }
  }

  close(): void {
    this.#frame.remove()
  }
}

function fits(side: unknown): side is number {
  return typeof side === 'number' && side > 0 && side <= MAX_SIDE
}

/** The answer as a stranger's: every part of it is looked at. */
function pictureOf({ svg, width, height, problem }: Answer): Drawing {
  if (typeof problem === 'string') throw new DrawingFailed('source', problem)
  const clean = typeof svg === 'string' ? fencedSvg(svg) : null
  if (clean === null || !fits(width) || !fits(height)) throw new DrawingFailed('source', 'not a picture')
  return { svg: clean, width, height }
}

let board: Board | null = null

/** Draws a source. A board that does not answer is thrown away with whatever keeps it busy. */
export async function draw(source: string, look: { dark: boolean; font: string }): Promise<Drawing> {
  board ??= new Board()
  try {
    return await board.draw(source, look)
  } catch (thrown) {
    if (!(thrown instanceof DrawingFailed) || thrown.kind === 'slow') {
      board.close()
      board = null
    }
    throw thrown
  }
}
