// A day without a mouse.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

scene('the whole story by keys alone', { key: null }, async (view) => {
  const { keyboard } = view.page
  await view.by('first-start').waitFor()
  assert.equal(await view.focused(), 'key-field')
  const reach = async (id) => {
    for (let step = 0; step < 40; step += 1) {
      if ((await view.focused()) === id) return
      await keyboard.press('Tab')
    }
    assert.fail(`Tab never reached ${id}, it is at ${await view.focused()}`)
  }
  await reach('demo-enter')
  await keyboard.press('Enter')
  await view.by('empty-conversation').waitFor()
  await until(async () => (await view.focused()) === 'composer-input', 'the composer has the focus')
  await keyboard.type('Who are you?')
  await keyboard.press('Enter')
  await view.by('reasoning').waitFor()
  await keyboard.press('Escape')
  await view.ended('stopped')

  await keyboard.press('Control+n')
  await view.by('empty-conversation').waitFor()
  await keyboard.type('A second one')
  await keyboard.press('Enter')
  await until(async () => (await view.rows.count()) === 2, 'two conversations')
  await view.by('composer-stop').waitFor()
  await keyboard.press('Escape')
  await view.ended('stopped')
  await keyboard.press('Alt+ArrowDown')
  await view.questions.getByText('Who are you?').waitFor()

  await reach('row')
  await keyboard.press('F2')
  await keyboard.type('Named by keys')
  await keyboard.press('Enter')
  await view.row('Named by keys').waitFor()
  assert.equal(await view.focused(), 'row')
  await keyboard.press('Shift+F10')
  await view.page.getByRole('menu').waitFor()
  await keyboard.press('Escape')
  await view.page.getByRole('menu').waitFor({ state: 'detached' })
  await until(async () => (await view.focused()) === 'row', 'the menu gives the focus back')
  await keyboard.press('Delete')
  await until(async () => (await view.rows.count()) === 1, 'deleted')
  await keyboard.press('Control+z')
  await view.row('Named by keys').waitFor()

  await keyboard.press('Control+,')
  await view.page.getByRole('dialog').waitFor()
  await keyboard.press('Escape')
  await view.page.getByRole('dialog').waitFor({ state: 'detached' })
  await keyboard.press('Control+b')
  await until(async () => (await view.rows.count()) === 0, 'the sidebar is hidden')
  await keyboard.press('Control+b')
  await until(async () => (await view.rows.count()) === 2, 'and back')
})

scene('model and thinking are chosen by keys, and the writer is where they were', {}, async (view) => {
  const { keyboard } = view.page
  await view.by('thinking-picker').focus()
  await keyboard.press('Enter')
  await view.page.getByRole('menu').waitFor()
  await keyboard.press('Home')
  await keyboard.press('Enter')
  await until(async () => /Off/.test(await view.by('thinking-picker').innerText()), 'thinking is off')
  await until(async () => (await view.focused()) === 'composer-input', 'the composer has the focus')
  await keyboard.type('quick')
  await keyboard.press('Enter')
  await view.ended()
  assert.equal(await view.by('reasoning').count(), 0)
  const sent = (await view.turnsAsked()).findLast((request) => request.path.endsWith('/chat/completions'))
  assert.match(JSON.stringify(sent), /disabled/)
})
