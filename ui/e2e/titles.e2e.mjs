// Titles that the model makes, in the background.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const LONG = 'Where do the eels of the northern rivers go in the winter months, and why do they come back?'
const wishes = async (view) => (await view.simulator.requests()).filter((request) => JSON.stringify(request).includes('Write a title for this conversation'))

scene('a new conversation is named by the model, without thinking, and what a person types stays', {}, async (view) => {
  await view.simulator.script({ answer: 'To the sea.' })
  await view.ask(LONG)
  await view.ended()
  await until(async () => !(await view.titles())[0]?.endsWith('…'), 'another title than the first words')
  const [wish] = await wishes(view)
  assert.match(JSON.stringify(wish), /disabled/, 'it does not think for it')
  await view.rows.first().focus()
  await view.page.keyboard.press('F2')
  await view.page.keyboard.type('Mine')
  await view.page.keyboard.press('Enter')
  await view.row('Mine').waitFor()
  await view.ask('and then?')
  await view.ended()
  await view.page.waitForTimeout(300)
  assert.deepEqual(await view.titles(), ['Mine'])
  assert.equal((await wishes(view)).length, 1)
})

scene('the palette turns titles off', {}, async (view) => {
  // Keys are heard once the window is there.
  await view.by('composer-input').waitFor()
  await view.page.keyboard.press('Control+k')
  await view.by('palette').waitFor()
  await view.page.keyboard.type('let the model name')
  await view.page.keyboard.press('Enter')
  await view.ask(LONG)
  await view.ended()
  await view.page.waitForTimeout(500)
  assert.match((await view.titles())[0] ?? '', /…$/)
  assert.deepEqual(await wishes(view), [])
})
