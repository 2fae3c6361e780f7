// A passage of an answer goes into the composer as a quote: by its button, by keys, by the menu.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

/** Selects the words of one paragraph of the last answer, as a pointer does. */
async function drag(view, text) {
  const paragraph = view.by('answer-text').last().getByText(text)
  const box = await paragraph.boundingBox()
  await view.page.mouse.move(box.x + 1, box.y + box.height / 2)
  await view.page.mouse.down()
  await view.page.mouse.move(box.x + box.width - 1, box.y + box.height / 2, { steps: 4 })
  await view.page.mouse.up()
}

scene('a selected passage is quoted by its button and by its keys, and the menu quotes all of it', {}, async (view) => {
  await view.ask('[[sim text="Cold water sinks.\n\nWarm water rises."]]')
  await view.ended()
  await view.input.fill('You say:')
  await drag(view, 'Cold water sinks.')
  await view.by('quote-selection').click()
  assert.equal(await view.input.inputValue(), 'You say:\n\n> Cold water sinks.\n\n')
  assert.equal(await view.focused(), 'composer-input')
  assert.equal(await view.by('quote-selection').count(), 0, 'the button goes with the selection')
  await drag(view, 'Warm water rises.')
  await view.by('quote-selection').waitFor()
  await view.page.keyboard.press('Control+Shift+K')
  await until(async () => (await view.input.inputValue()).endsWith('> Warm water rises.\n\n'), 'quoted by keys')
  await view.input.fill('')
  await view.answers.last().hover()
  await view.by('message-more').last().click()
  await view.page.getByRole('menuitem', { name: 'Quote in your message' }).click()
  await until(async () => (await view.input.inputValue()) === '> Cold water sinks.\n>\n> Warm water rises.\n\n', 'all of it')
  await view.page.keyboard.type('Why?')
  await view.input.press('Enter')
  await view.ended()
  const asked = (await view.turnsAsked()).findLast((request) => request.path.endsWith('/chat/completions')).body.messages.at(-1)
  assert.equal(asked.content, '> Cold water sinks.\n>\n> Warm water rises.\n\nWhy?')
})
