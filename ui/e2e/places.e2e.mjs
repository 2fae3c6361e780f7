// Everything keeps its place: titles nobody expects, large text, a narrow window.
import assert from 'node:assert/strict'
import { misplaced } from './layout.mjs'
import { scene, until } from './scene.mjs'

const FAMILY = '👨‍👩‍👧‍👦🏳️‍🌈🇵🇸e\u0301'
/** Four titles that break what is not made for them. */
const TITLES = [
  'W'.repeat(10_000),
  FAMILY.repeat(120),
  'مرحبا بالعالم \u202eevil\u202c שלום '.repeat(40),
  '一个没有空格的非常长的标题'.repeat(80),
]
const FACES = [
  [1280, 100],
  [480, 100],
  [360, 100],
  [360, 200],
  [1280, 200],
]

for (const [width, percent] of FACES) {
  scene(`titles of 10,000 letters, of emoji and from right to left stay in their places: ${width} px, text of ${percent} %`, { width }, async (view) => {
    const { page } = view
    const { keyboard } = page
    for (const title of TITLES) {
      await view.simulator.script({ reasoning: 'Hm.', answer: 'Of course.' })
      if (await view.by('conversation-new').count()) await view.by('conversation-new').click()
      else await keyboard.press('Control+n')
      await view.by('empty-conversation').waitFor()
      await view.ask('kelp')
      await view.ended()
      const { rows } = await view.command('conversation_list', { limit: 1 })
      await view.command('conversation_rename', { conversationId: rows[0].id, title })
    }
    await view.command('settings_change', { textPercent: percent })
    await until(async () => (await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)) === `${(16 * percent) / 100}px`, 'the size')
    const fine = async (where) => {
      await page.waitForTimeout(180)
      assert.deepEqual(await misplaced(page), [], where)
    }
    const listed = async () => {
      if ((await view.rows.count()) === 0) await keyboard.press('Control+b')
      await view.rows.first().waitFor()
    }
    await fine('the conversation')
    for (let at = 0; at < TITLES.length; at += 1) {
      await listed()
      await fine('the list')
      await view.rows.nth(at).click()
      await view.answers.first().waitFor()
      await fine(`title ${at + 1}`)
      await page.getByRole('button', { name: /conversation menu/ }).click()
      await page.getByRole('menu').waitFor()
      await fine('its menu')
      await keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
    }
    for (const [keys, id] of [
      ['Control+k', 'palette'],
      ['Control+Shift+m', 'place-picker'],
      ['Control+/', 'shortcut-overview'],
      ['Control+.', 'parameters'],
      ['Control+Shift+e', 'export-text'],
    ]) {
      await keyboard.press(keys)
      await view.by(id).waitFor()
      await fine(id)
      await keyboard.press('Escape')
      await view.by(id).waitFor({ state: 'detached' })
    }
    await keyboard.press('Control+Shift+f')
    await view.by('search-field').fill('kelp')
    await page.locator('[data-hit]').first().waitFor()
    await fine('search')
    await keyboard.press('Escape')
    await keyboard.press('Escape')
    await view.by('search').waitFor({ state: 'detached' })
    await keyboard.press('F2')
    await page.getByLabel('Title of the conversation').waitFor()
    await fine('the name being changed')
    await keyboard.press('Escape')
    await listed()
    await view.rows.first().focus()
    await keyboard.press('Delete')
    await view.by('toast').waitFor()
    await fine('a note')
  })
}
