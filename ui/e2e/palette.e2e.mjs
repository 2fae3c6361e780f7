// The command palette and the overview of shortcuts.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

scene('the palette does, finds and opens by name alone', {}, async (view) => {
  for (const ask of ['Whales', 'Kelp']) {
    await view.simulator.script({ answer: `About ${ask} in the deep.` })
    await view.askNew(ask)
    await view.ended()
  }
  const type = async (text) => {
    await view.page.keyboard.press('Control+k')
    await until(async () => (await view.focused()) === 'palette-field', 'the field takes the letters')
    await view.page.keyboard.type(text)
  }
  await type('whales')
  await view.page.getByRole('option', { name: 'Whales', exact: true }).waitFor()
  await view.page.keyboard.press('Enter')
  await view.questions.getByText('Whales').waitFor()
  await type('dark')
  await view.page.keyboard.press('Enter')
  await until(async () => (await view.page.evaluate(() => document.documentElement.dataset.theme)) === 'dark', 'dark')
  await type('rename')
  await view.page.keyboard.press('Enter')
  const field = view.page.getByLabel('Title of the conversation')
  await field.fill('Songs')
  await field.press('Enter')
  await view.row('Songs').waitFor()
  await type('简体')
  await view.page.keyboard.press('Enter')
  await until(async () => (await view.page.evaluate(() => document.documentElement.lang)) === 'zh-CN', 'Chinese')
  await type('新对话')
  await view.page.keyboard.press('Enter')
  await view.by('empty-conversation').waitFor()
})

scene('every shortcut is on one page', {}, async (view) => {
  await view.by('composer-input').waitFor()
  await view.page.keyboard.press('Control+/')
  const page = view.by('shortcut-overview')
  await page.waitFor()
  const text = await page.innerText()
  for (const part of ['Command palette', 'Ctrl+K', 'Search', 'Ctrl+Shift+F', 'New conversation']) assert.ok(text.includes(part), part)
  await view.page.keyboard.press('Escape')
  await page.waitFor({ state: 'detached' })
})
