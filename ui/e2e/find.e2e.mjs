// Finding in a conversation: the whole of it, thinking too, whether it stands in the page or not.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const far = Array.from({ length: 150 }, (_, at) => `Paragraph ${at} of a long answer.${at % 50 === 7 ? ' A Needle lies here.' : ''}`)
const answer = `${far.join('\n\n')}\n\nThe last: $x^2 + needle$ and \`needle\` and 深海潜水艇。`

async function asked(view) {
  await view.simulator.script({ reasoning: 'I think of a needle in the hay.', answer })
  await view.ask('Where is it?')
  await view.ended()
}

const lit = (view) =>
  view.page.evaluate(() => [...(CSS.highlights.get('found-current') ?? [])].map((range) => range.toString()).join('|'))

scene('what is found is counted in the whole conversation, and each hit comes into sight', {}, async (view) => {
  await asked(view)
  await view.page.keyboard.press('Control+f')
  assert.equal(await view.focused(), 'find-field')
  await view.page.keyboard.type('NEEDLE')
  await until(async () => /^\d of 6$/.test(await view.by('find-count').innerText()), 'six hits, whatever the case')
  const seen = new Set()
  for (let step = 0; step < 6; step += 1) {
    const text = await view.by('find-count').innerText()
    const shown = await lit(view)
    seen.add(text)
    if (shown !== '') assert.match(shown, /needle/i, text)
    const inSight = await view.page.evaluate(() => {
      const [range] = CSS.highlights.get('found-current') ?? []
      const list = document.querySelector('[data-testid=message-list]').getBoundingClientRect()
      const at = range?.getBoundingClientRect()
      return at !== undefined && at.top >= list.top && at.bottom <= list.bottom
    })
    assert.ok(inSight, `${text} is in sight`)
    await view.page.keyboard.press('Enter')
  }
  assert.equal(seen.size, 6, 'each of the hits was shown once')
  assert.equal(await view.by('reasoning').getAttribute('data-form'), 'open', 'the thinking was opened for its hit')
})

scene('the keys of finding go to and fro, Chinese is found, and Escape gives the focus back', {}, async (view) => {
  await asked(view)
  assert.equal(await view.focused(), 'composer-input')
  await view.page.keyboard.press('Control+f')
  await view.page.keyboard.type('潜水艇')
  await until(async () => (await view.by('find-count').innerText()) === '1 of 1', 'one hit')
  assert.equal(await lit(view), '潜水艇')
  await view.by('find-field').fill('Paragraph 1')
  await until(async () => (await view.by('find-count').innerText()).endsWith('of 61'), 'Paragraph 1, 10 to 19, 100 to 149')
  const first = await view.by('find-count').innerText()
  await view.page.keyboard.press('F3')
  assert.notEqual(await view.by('find-count').innerText(), first)
  await view.page.keyboard.press('Shift+F3')
  assert.equal(await view.by('find-count').innerText(), first)
  await view.page.keyboard.press('Shift+Enter')
  assert.notEqual(await view.by('find-count').innerText(), first)
  await view.by('find-field').fill('nowhere at all')
  await until(async () => (await view.by('find-count').innerText()) === 'No hits', 'it says so')
  await view.page.keyboard.press('Escape')
  assert.equal(await view.by('find').count(), 0)
  assert.equal(await view.focused(), 'composer-input')
  assert.equal(await view.page.evaluate(() => CSS.highlights.size), 0, 'no light is left')
})
