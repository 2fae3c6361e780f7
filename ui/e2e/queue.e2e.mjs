// Messages that wait behind an answer: sent in order when it ends well, kept when it does not, never sent twice.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const asked = async (view) =>
  (await view.turnsAsked()).filter((request) => request.path.endsWith('/chat/completions')).map((request) => request.body.messages.at(-1).content)
const lines = (view) => view.by('queued').allInnerTexts()

async function begin(view) {
  await view.simulator.script({ answer: 'One word after the other.', gate: 'g' })
  await view.ask('first')
  await view.answers.first().waitFor()
}

scene('what is sent while an answer comes follows it in order, changed and moved as one likes', {}, async (view) => {
  await begin(view)
  for (const text of ['second', 'third', 'fourth', 'never']) await view.ask(text)
  assert.equal(await view.input.inputValue(), '')
  assert.deepEqual(await lines(view), ['second', 'third', 'fourth', 'never'])
  await view.page.getByRole('button', { name: 'Change: third' }).click()
  await view.by('queued-field').fill('changed')
  await view.by('queued-field').press('Enter')
  await view.page.getByRole('button', { name: 'Send earlier: fourth' }).press('Enter')
  assert.deepEqual(await lines(view), ['second', 'fourth', 'changed', 'never'])
  assert.equal(await view.focused(), 'queued-up', 'the focus goes with the message')
  await view.page.getByRole('button', { name: 'Take out: never' }).click()
  await view.by('toast').waitFor()
  await view.simulator.open('g')
  await until(async () => (await asked(view)).length === 4, 'all were sent')
  await view.ended()
  assert.deepEqual(await asked(view), ['first', 'second', 'fourth', 'changed'])
  assert.equal(await view.by('queue').count(), 0)
})

scene('after a stop and a new start they wait for one button, and none goes out twice', {}, async (view) => {
  await begin(view)
  await view.ask('second')
  await view.ask('third')
  await view.input.fill('typed meanwhile')
  await view.by('composer-stop').click()
  await view.ended('stopped')
  await view.by('queue-send').waitFor()
  assert.deepEqual(await asked(view), ['first'])
  // A draft is kept a moment after the last key.
  await view.page.waitForTimeout(700)
  await view.simulator.open('g')
  await view.reload()
  await view.rows.first().click()
  await until(async () => (await lines(view)).join() === 'second,third', 'kept across a new start')
  await until(async () => (await view.input.inputValue()) === 'typed meanwhile', 'so is the draft')
  await view.by('queue-send').click()
  await until(async () => (await asked(view)).length === 3, 'both went')
  await view.ended()
  assert.deepEqual(await asked(view), ['first', 'second', 'third'])
  assert.equal(await view.input.inputValue(), 'typed meanwhile', 'the draft is another matter')
})
