// Where the reader is: at the end and staying there, or further up and left alone, whatever settles around them.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const lines = (count, of) => Array.from({ length: count }, (_, at) => `${of} ${at}: ${'what lies in the deep. '.repeat(2 + (at % 5))}`)
const FORMULA = '$$\n\\begin{pmatrix} a & b \\\\ c & d \\\\ e & f \\end{pmatrix} = \\sum_{n=0}^{\\infty} \\frac{x^n}{n!}\n$$'
const answer = [...lines(12, 'Line'), FORMULA, ...lines(6, 'After'), '```js\nconst depth = 1\n```', 'The end.']
const script = { reasoning: lines(30, 'Thought').join('\n\n'), tokens: answer.map((block) => `${block}\n\n`), gate: 'g' }

/** From now on, the farthest that each frame found `what` from where it was. */
const watch = (view, what) =>
  view.page.evaluate((kind) => {
    const list = document.querySelector('[data-testid=message-list]')
    const now = () => (kind === 'end' ? list.scrollTop : window.held.isConnected ? window.held.getBoundingClientRect().top : Infinity)
    const [from, seen] = [kind === 'end' ? 0 : now(), { off: 0, last: 0, frames: 0 }]
    window.farthest = seen
    // What is put right within a frame is never seen: so look when it is painted.
    const painted = new MessageChannel()
    painted.port1.start()
    painted.port1.addEventListener('message', () => {
      // A size that changes between two frames is met once before anything could be put right.
      const off = Math.abs(now() - from)
      seen.off = Math.max(seen.off, Math.min(off, seen.last))
      seen.last = off
      seen.frames += 1
      if (window.farthest === seen) requestAnimationFrame(next)
    })
    const next = () => painted.port2.postMessage(0)
    requestAnimationFrame(next)
  }, what)

const farthest = (view) => view.page.evaluate(() => window.farthest)

/** The rest of the answer, and two other sizes of the window. */
async function toItsEnd(view, gate) {
  await view.simulator.open(gate)
  await view.ended()
  await view.page.setViewportSize({ width: 1280, height: 620 })
  await view.page.waitForTimeout(150)
  await view.page.setViewportSize({ width: 900, height: 700 })
  await view.page.waitForTimeout(150)
}

async function throughAll(view) {
  await view.simulator.script(script)
  await view.ask('And what of this?')
  await view.simulator.release('g', 60)
  await view.by('reasoning').last().waitFor()
  await toItsEnd(view, 'g')
}

scene('who is at the end stays there while thinking folds, a formula settles and the window changes', {}, async (view) => {
  await view.simulator.script({ answer: lines(40, 'Before').join('\n\n') })
  await view.ask('First')
  await view.ended()
  const list = view.by('message-list')
  await until(() => list.evaluate((one) => one.scrollHeight > 2 * one.clientHeight && one.scrollTop > -1), 'long, and at its end')
  await watch(view, 'end')
  await throughAll(view)
  await view.page.locator('.katex-display').waitFor()
  assert.equal(await view.by('reasoning').getAttribute('data-form'), 'closed')
  const { off, frames } = await farthest(view)
  assert.ok(off <= 1 && frames > 10, `${off} px from the end in ${frames} frames`)
  await view.by('answer-text').last().getByText('The end.').waitFor()
})

scene('who reads further up is not moved by any of it', {}, async (view) => {
  await view.simulator.script({ answer: [...lines(30, 'Before'), FORMULA, ...lines(30, 'Beneath')].join('\n\n') })
  await view.ask('First')
  await view.ended()
  const list = view.by('message-list')
  await list.hover()
  await view.page.mouse.wheel(0, -900)
  await until(() => list.evaluate((one) => one.scrollTop < -700), 'further up')
  await view.simulator.script({ ...script, gate: 'h' })
  await view.page.waitForTimeout(200)
  await view.ask('And what of this?')
  await view.simulator.release('h', 60)
  await view.by('reasoning').last().waitFor()
  // What one sends is looked at; the reader goes back to where they were.
  await list.hover()
  await view.page.mouse.wheel(0, -1_400)
  await until(() => list.evaluate((one) => one.scrollTop < -1_000), 'further up again')
  await view.page.waitForTimeout(200)
  await view.page.evaluate(() => {
    const { top } = document.querySelector('[data-testid=message-list]').getBoundingClientRect()
    window.held = [...document.querySelectorAll('[data-blocks=answer] > [data-place]')].find((one) => one.getBoundingClientRect().top > top)
  })
  await watch(view, 'held')
  await toItsEnd(view, 'h')
  const { off, frames } = await farthest(view)
  assert.ok(off <= 1.5 && frames > 10, `moved by ${off} px in ${frames} frames`)
})
