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

scene('a whole day of work without a pointer, and the focus is never lost', { clipboard: true }, async (view) => {
  const { page } = view
  const { keyboard } = page
  /** A key, and where the focus is after it: in something one can go on from. */
  const press = async (keys) => {
    await keyboard.press(keys)
    await page.waitForTimeout(60)
    await until(async () => (await page.evaluate(() => document.activeElement !== document.body && document.activeElement?.isConnected)) === true, `the focus after ${keys}`)
  }
  const opens = async (keys, id) => {
    await press(keys)
    await view.by(id).waitFor()
  }
  const leaves = async (id) => {
    for (let tries = 0; tries < 3 && (await view.by(id).count()) > 0; tries += 1) {
      await press('Escape')
      await page.waitForTimeout(150)
    }
    await view.by(id).waitFor({ state: 'detached' })
    await until(async () => (await view.focused()) === 'composer-input', `the composer after ${id}`)
  }
  /** Tab goes round everything; more than this is lost. */
  const reach = async (id, back = false) => {
    for (let step = 0; step < 60; step += 1) {
      if ((await view.focused()) === id) return
      await keyboard.press(back ? 'Shift+Tab' : 'Tab')
    }
    assert.fail(`Tab never reached ${id}, it is at ${await view.focused()}`)
  }

  // Morning: three questions, one in line behind another.
  await view.input.waitFor()
  await view.simulator.script({ answer: 'Rivers carry salt into the sea.', gate: 'g' })
  await keyboard.type('Why is the sea salty?')
  await press('Enter')
  await view.answers.first().waitFor()
  await keyboard.type('And lakes?')
  await press('Enter')
  await view.by('queued').waitFor()
  await view.simulator.script({ answer: 'Most of them have a way out.' })
  await view.simulator.open('g')
  await view.says('Most of them have a way out.')
  await view.ended()

  // Another version of the answer, the question asked differently, and to and fro between them.
  await view.simulator.script({ answer: 'They flow on to the sea.' })
  await reach('message-regenerate', true)
  await press('Enter')
  await view.says('They flow on to the sea.')
  await view.ended()
  await reach('version-prev', true)
  await press('Enter')
  await view.says('Most of them have a way out.')
  await reach('message-copy', true)
  await press('Enter')
  await until(async () => /way out/.test(await page.evaluate(() => navigator.clipboard.readText())), 'copied')

  // Found in it, and settings for it alone.
  await opens('Control+f', 'find-field')
  await keyboard.type('salt')
  await until(async () => /1|2/.test(await view.by('find-count').innerText()), 'found')
  await press('Escape')
  await view.by('find-field').waitFor({ state: 'detached' })
  await press('Control+n')
  await view.by('empty-conversation').waitFor()
  await until(async () => (await view.focused()) === 'composer-input', 'a new conversation is written in at once')
  await opens('Control+.', 'parameters')
  await leaves('parameters')
  await view.simulator.script({ answer: 'Kelp is brown algae.' })
  await keyboard.type('What is kelp?')
  await press('Enter')
  await view.says('Kelp is brown algae.')
  await view.ended()

  // Put in order.
  for (const [keys, words] of [['Control+Shift+M', 'Sea'], ['Control+Shift+G', 'plants']]) {
    await opens(keys, 'place-picker')
    await keyboard.type(words)
    await press('Enter')
    // Tags are several: their list stays until one has enough.
    if (keys.endsWith('G')) await press('Escape')
    await view.by('place-picker').waitFor({ state: 'detached' })
    await page.locator('[data-shelf]').filter({ hasText: words }).waitFor()
  }
  await press('Control+Shift+P')
  await view.by('toast').first().waitFor({ timeout: 2000 }).catch(() => undefined)
  await press('F2')
  await keyboard.type('All about kelp')
  await press('Enter')
  await view.row('All about kelp').first().waitFor()

  // Found again: by the palette, and by what was said.
  await opens('Control+k', 'palette')
  await keyboard.type('why is the sea')
  await page.getByRole('option').first().waitFor()
  await page.waitForTimeout(300)
  await press('Enter')
  await view.questions.getByText('Why is the sea salty?').waitFor()
  await opens('Control+Shift+F', 'search')
  await keyboard.type('algae')
  await page.locator('[data-hit]').first().waitFor()
  await press('Enter')
  await view.says('Kelp is brown algae.')

  // Out, away, and back again.
  await opens('Control+Shift+E', 'export-text')
  await reach('export-save')
  await press('Enter')
  await view.by('export-end').waitFor()
  await press('Escape')
  await view.by('export').waitFor({ state: 'detached' })
  await press('Control+Shift+Backspace')
  await until(async () => (await view.row('All about kelp').count()) === 0, 'thrown away')
  await page.waitForTimeout(150)
  assert.notEqual(await view.focused(), 'BODY', 'after a deletion the focus is somewhere')
  await press('Control+z')
  await view.row('All about kelp').first().waitFor()

  // Evening: larger words, another theme, a shortcut of one's own; then the list of all of them.
  await press('Control+=')
  await opens('Control+k', 'palette')
  await keyboard.type('dark')
  await page.waitForTimeout(200)
  await press('Enter')
  await until(async () => (await page.evaluate(() => document.documentElement.dataset.theme)) === 'dark', 'the dark theme')
  await opens('Control+/', 'shortcut-overview')
  await leaves('shortcut-overview')
  await press('Control+,')
  await page.getByRole('dialog').waitFor()
  for (let at = 0; at < 4; at += 1) await press(at === 0 ? 'Tab' : 'ArrowDown')
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until(async () => (await view.focused()) === 'composer-input', 'back at the composer')
})
