// A conversation of its own from a message: it goes on by itself, and the source stays.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

scene('a fork takes the path up to an answer along and goes its own way', {}, async (view) => {
  await view.ask('first [[sim text="one"]]')
  await view.ended()
  await view.ask('second [[sim text="two"]]')
  await view.says('two')
  await view.ended()
  await view.answers.first().hover()
  await view.answers.first().getByTestId('message-more').click()
  await view.page.getByRole('menuitem', { name: 'Go on from here in a new conversation' }).click()
  await until(async () => (await view.questions.count()) === 1, 'up to the answer and no further')
  await view.says('one')
  await view.ask('another way [[sim text="three"]]')
  await view.says('three')
  await view.ended()
  await until(async () => (await view.rows.count()) === 2, 'two conversations')
  const asked = (await view.turnsAsked()).findLast((request) => request.path.endsWith('/chat/completions')).body.messages
  assert.deepEqual(asked.map((message) => message.role), ['user', 'assistant', 'user'])
})
