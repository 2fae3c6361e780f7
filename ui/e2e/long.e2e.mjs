// Long answers and long conversations: few elements, no jump, no blank, and the reader is left where they are.
import assert from 'node:assert/strict'
import { makeHistory } from '../bench/history.mjs'
import { WATCH_WHEEL } from '../bench/wheel-watch.mjs'
import { scene, until } from './scene.mjs'

const MOST_ELEMENTS = 1_500

const paragraphs = (count, from = 0) =>
  Array.from({ length: count }, (_, at) => `Paragraph ${from + at}: ${'of the deep sea and its light. '.repeat(1 + ((from + at) % 7))}`)

/** Watches every frame: what stood in the middle must move exactly as the list was scrolled. */
const watch = (view) =>
  view.page.evaluate(() => {
    const list = document.querySelector('[data-testid=message-list]')
    const seen = { frames: 0, jumps: [], blanks: 0, most: 0 }
    window.seen = seen
    let before = null
    const look = () => {
      seen.frames += 1
      seen.most = Math.max(seen.most, document.getElementsByTagName('*').length)
      const box = list.getBoundingClientRect()
      const at = (share) => document.elementsFromPoint(box.x + box.width / 2, box.y + box.height * share)
      if ([0.15, 0.5, 0.85].some((share) => at(share).some((element) => element.matches('.gap, .unread, .run > [aria-hidden]')))) seen.blanks += 1
      if (before !== null && before.element.isConnected) {
        const top = before.element.getBoundingClientRect().top
        const off = top - before.top + (list.scrollTop - before.scrolled)
        if (Math.abs(off) > 2) seen.jumps.push(Math.round(off))
      }
      const element = at(0.5)[0]?.closest('[data-blocks] > [data-place], [data-place]')
      before = element === null || element === undefined ? null : { element, top: element.getBoundingClientRect().top, scrolled: list.scrollTop }
      if (window.seen === seen) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })

const seen = (view) => view.page.evaluate(() => window.seen)

async function wheel(view, by, there) {
  const box = await view.by('message-list').boundingBox()
  await view.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let turn = 0; turn < 400; turn += 1) {
    await view.page.mouse.wheel(0, by)
    await view.page.waitForTimeout(16)
    if (turn % 5 === 4 && (await there())) return
  }
  assert.fail('the wheel did not get there')
}

const scrolled = (view) => view.by('message-list').evaluate((list) => ({ top: list.scrollTop, most: list.scrollHeight - list.clientHeight }))
const atStart = (view) => async () => {
  const { top, most } = await scrolled(view)
  return -top >= most - 2
}

scene('a long answer is scrolled to its beginning and back without a jump or a blank', {}, async (view) => {
  const text = [...paragraphs(110), '```js\nconst a = 1\n```', '| a | b |\n|---|---|\n| 1 | 2 |', ...paragraphs(110, 110)].join('\n\n')
  await view.simulator.script({ answer: text })
  await view.ask('Tell me all of it')
  await view.ended()
  await watch(view)
  await wheel(view, -700, atStart(view))
  await view.by('answer-text').getByText('Paragraph 0:').waitFor()
  await wheel(view, 700, async () => (await scrolled(view)).top > -2)
  await view.by('answer-text').getByText('Paragraph 219:').waitFor()
  const { frames, jumps, blanks, most } = await seen(view)
  assert.ok(frames > 10, `${frames} frames were seen`)
  assert.deepEqual(jumps, [], 'nothing jumped')
  assert.equal(blanks, 0, 'nothing was blank')
  assert.ok(most < MOST_ELEMENTS, `${most} elements`)
})

scene('what is selected further up stays selected, and in its place, while the answer goes on', {}, async (view) => {
  await view.simulator.script({ reasoning: 'Let me think about that. '.repeat(40), tokens: paragraphs(300).map((words) => `${words}\n\n`), gate: 'g' })
  await view.ask('Tell me all of it')
  await view.simulator.release('g', 380)
  await until(async () => (await scrolled(view)).most > 1_500, 'more than a screen came')
  await wheel(view, -200, async () => (await scrolled(view)).top < -300)
  await view.page.waitForTimeout(100)
  const words = await view.page.evaluate(() => {
    const box = document.querySelector('[data-testid=message-list]').getBoundingClientRect()
    const block = [...document.querySelectorAll('[data-blocks=answer] p')].find((one) => one.getBoundingClientRect().top > box.top)
    getSelection().selectAllChildren(block)
    window.chosen = block
    return getSelection().toString()
  })
  assert.match(words, /Paragraph \d+/)
  await watch(view)
  const top = () => view.page.evaluate(() => window.chosen.getBoundingClientRect().top)
  const before = await top()
  await view.simulator.open('g')
  await view.ended()
  assert.ok(Math.abs((await top()) - before) <= 1.5, 'it stands where it stood')
  await view.page.setViewportSize({ width: 1000, height: 700 })
  await view.page.waitForTimeout(200)
  assert.equal(await view.page.evaluate(() => getSelection().toString()), words)
  await view.by('to-end').click()
  await until(async () => (await scrolled(view)).top > -2, 'at the end')
  assert.equal(await view.page.evaluate(() => window.chosen.isConnected && getSelection().toString()), words, 'still selected, out of sight')
})

scene('a long conversation opens at its end, and its beginning comes when one goes there', {}, async (view) => {
  for (let turn = 0; turn < 4; turn += 1) {
    await view.simulator.script({ answer: [`Beginning of ${turn}.`, ...paragraphs(200), `End of ${turn}.`].join('\n\n') })
    await view.ask(`Question ${turn}`)
    await view.says(`End of ${turn}.`)
    await view.ended()
  }
  await view.reload()
  await view.rows.first().click()
  await view.says('End of 3.')
  assert.ok((await view.page.evaluate(() => document.getElementsByTagName('*').length)) < MOST_ELEMENTS)
  assert.equal(await view.page.getByText('Beginning of 0.').count(), 0)
  await view.by('message-list').focus()
  await view.page.keyboard.press('Home')
  await view.page.getByText('Beginning of 0.').waitFor()
  await view.page.getByText('Question 0', { exact: true }).last().waitFor()
  assert.ok((await view.page.evaluate(() => document.getElementsByTagName('*').length)) < MOST_ELEMENTS)
})

scene('a conversation of many messages opens at its end, and all of it is found; the wheel moves nothing but the view', {}, async (view) => {
  const { mark } = await makeHistory({ host: view.host, turns: 18 })
  await view.reload()
  const opened = view.page.waitForResponse((answer) => answer.url().includes('conversation_open'))
  await view.rows.first().click()
  assert.deepEqual((({ earlier, messages }) => [earlier, messages.length < 36])(await (await opened).json()), [true, true])
  await view.says(mark)
  await view.page.keyboard.press('Control+f')
  await view.page.keyboard.type('Question 0 of')
  await until(async () => (await view.by('find-count').innerText()) === '1 of 1', 'the first of them is found')
  await view.page.keyboard.press('Escape')
  await view.by('message-list').focus()
  await view.page.keyboard.press('End')
  await until(async () => (await scrolled(view)).top > -2, 'at the end')
  await view.page.evaluate(`(${WATCH_WHEEL})('[data-testid=message-list]')`)
  await wheel(view, -200, atStart(view))
  const { jumps, blanks, scrolledPx } = await view.page.evaluate(() => window.wheelWatch.stop())
  assert.ok(scrolledPx > 5_000, `${scrolledPx} px`)
  assert.deepEqual({ jumps, blanks }, { jumps: 0, blanks: 0 })
})
