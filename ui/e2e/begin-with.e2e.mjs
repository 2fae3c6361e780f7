// The beginning of an answer is given: the model goes on from there.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const last = async (view) => (await view.turnsAsked()).findLast((request) => request.path.endsWith('/chat/completions'))

scene('an answer begins with the given words, and the model goes on from them', {}, async (view) => {
  await view.input.waitFor()
  await view.page.keyboard.press('Control+Shift+U')
  await view.by('begin-with-input').waitFor()
  await until(async () => (await view.focused()) === 'begin-with-input', 'the field has the focus')
  await view.page.keyboard.type('Three reasons:')
  assert.match(await view.by('begin-with').innerText(), /not thought about first/)
  await view.simulator.script({ answer: 'Three reasons: salt, cold, weight.', gate: 'g' })
  await view.ask('Why does it sink?')
  await view.says('Three reasons:')
  await view.simulator.open('g')
  await view.ended()
  assert.equal(await view.answerText(), 'Three reasons: salt, cold, weight.')
  const { path, body } = await last(view)
  assert.match(path, /beta/)
  assert.deepEqual(body.messages.at(-1), { role: 'assistant', content: 'Three reasons:', prefix: true })
  assert.deepEqual(body.thinking, { type: 'disabled' })
  assert.equal(await view.by('begin-with').count(), 0, 'it is for one message')
  await view.ask('And now? [[sim text="As ever."]]')
  await view.says('As ever.')
  assert.equal((await last(view)).body.messages.at(-1).role, 'user')
})

scene('Escape leaves the beginning to the model again', {}, async (view) => {
  await view.by('begin-with-open').click()
  await view.by('begin-with-input').fill('No')
  await view.page.keyboard.press('Escape')
  await view.by('begin-with').waitFor({ state: 'detached' })
  await until(async () => (await view.focused()) === 'composer-input', 'the focus is back')
})
