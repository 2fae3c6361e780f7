// Pictures beside a message: shown small, sent to models that see, kept with the message, refused for those that do not.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

/** One red dot. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const png = (name) => ({ name, mimeType: 'image/png', buffer: PNG })
const asked = async (view) => (await view.turnsAsked()).filter((request) => request.path.endsWith('/chat/completions')).map((request) => request.body)

scene('a picture goes along, is seen, stays with its message, and follows an edit', {}, async (view) => {
  await view.input.waitFor()
  await view.by('file-chooser').setInputFiles([png('dot.png'), { name: 'notes.md', mimeType: '', buffer: Buffer.from('deep') }])
  await view.by('composer-pictures').getByTestId('picture').waitFor()
  await view.ask('What is this?')
  await view.ended()
  const [first] = await asked(view)
  assert.deepEqual(first.messages[0].content, [
    { type: 'text', text: 'What is this?\n\n```file "notes.md"\ndeep\n```' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}`, detail: 'auto' } },
  ])
  assert.equal(await view.by('composer-pictures').count(), 0)
  // Also after a new start, from the history.
  await view.reload()
  await view.rows.first().click()
  const shown = view.questions.getByTestId('picture')
  await until(async () => (await shown.locator('img').evaluate((img) => img.naturalWidth)) === 1, 'the picture is shown')
  await shown.click()
  await view.by('picture-whole').waitFor()
  await view.page.keyboard.press('Escape')
  await view.by('picture-whole').waitFor({ state: 'detached' })
  await view.questions.hover()
  await view.by('message-edit').click()
  await view.by('message-editor').fill('What colour?')
  await view.by('message-editor').press('Enter')
  await until(async () => (await asked(view)).length === 2, 'asked again')
  assert.equal((await asked(view))[1].messages[0].content[1].type, 'image_url', 'an edited question keeps its pictures')
  await view.ended()
})

scene('a model that does not see refuses a picture with its reason and the one that does', {}, async (view) => {
  await view.by('model-picker').click()
  await view.page.getByRole('menuitemcheckbox', { name: /^Pro/ }).click()
  await view.by('file-chooser').setInputFiles([png('dot.png')])
  await view.by('composer-notice').waitFor()
  assert.match(await view.by('composer-notice').innerText(), /Pro does not read pictures\.\s+Use Flash/)
  assert.equal(await view.by('composer-pictures').count(), 0)
  await view.by('use-seeing').click()
  await view.by('composer-pictures').getByTestId('picture').waitFor()
  assert.match(await view.by('model-picker').innerText(), /Flash/)
  await view.by('picture-remove').click()
  await view.by('composer-pictures').waitFor({ state: 'detached' })
})

scene('an earlier picture is only named to a model that does not see', {}, async (view) => {
  await view.input.waitFor()
  await view.by('file-chooser').setInputFiles([png('dot.png')])
  await view.by('composer-pictures').getByTestId('picture').waitFor()
  await view.by('composer-send').click()
  await view.ended()
  await view.by('model-picker').click()
  await view.page.getByRole('menuitemcheckbox', { name: /^Pro/ }).click()
  await view.ask('And in words? [[sim text="A dot."]]')
  await view.says('A dot.')
  const bodies = await asked(view)
  assert.equal(bodies.at(-1).messages[0].content, '[Picture "dot.png", not shown]')
})

scene('a picture cannot wait in line, and says so', {}, async (view) => {
  await view.simulator.script({ answer: 'slow words', gate: 'g' })
  await view.ask('Wait')
  await view.by('composer-stop').waitFor()
  await view.by('file-chooser').setInputFiles([png('dot.png')])
  await view.page.getByText('cannot wait in line').waitFor()
  await view.simulator.open('g')
  await view.ended()
  await view.by('composer-send').click()
  await until(async () => (await asked(view)).length === 2, 'sent when the answer has ended')
})
