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
  const asked = async () =>
    (await view.turnsAsked()).findLast((request) => request.path.endsWith('/chat/completions')).body.messages.at(-1).content
  await until(async () => (await asked()) === '> Cold water sinks.\n>\n> Warm water rises.\n\nWhy?', 'it is sent with its quote')
})

scene('the button stands where the passage ends, whichever way it is read, and goes along with it', {}, async (view) => {
  await view.ask('[[sim text="Cold water sinks.\n\nمياه باردة تغوص."]]')
  await view.ended()
  const button = view.by('quote-selection')
  const place = async () => {
    await button.waitFor()
    return [await button.boundingBox(), await view.page.evaluate(() => getSelection().getRangeAt(0).getBoundingClientRect().toJSON())]
  }
  await drag(view, 'Cold water sinks.')
  const [right, english] = await place()
  assert.ok(Math.abs(right.x - english.right) < 12, `${right.x} at ${english.right}`)
  await view.page.evaluate(() => {
    getSelection().selectAllChildren([...document.querySelectorAll('[data-testid=answer-text] p')].at(-1))
  })
  await until(async () => (await button.count()) === 1 && (await button.boundingBox()).y > right.y + 10, 'it is at the second')
  const [left, arabic] = await place()
  assert.ok(Math.abs(left.x + left.width - arabic.left) < 12, `${left.x + left.width} at ${arabic.left}`)
  await view.page.setViewportSize({ width: 1000, height: 700 })
  await until(async () => {
    const [now, words] = await place()
    return Math.abs(now.x + now.width - words.left) < 12 && Math.abs(now.y - words.bottom) < 12
  }, 'it is there in a smaller window too')
  await button.click()
  assert.equal(await view.input.inputValue(), '> مياه باردة تغوص.\n\n')
})
