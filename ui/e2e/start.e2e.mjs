// The start of the window: how much it needs for the first paint, and that what comes later comes in time.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { scene, until } from './scene.mjs'
import { PAGE } from './stage.mjs'

/** Script and style for the first paint, compressed. */
const GOAL_BYTES = 150_000

scene('the first paint needs less than 150 KB', {}, async ({ page, host }) => {
  await page.goto('about:blank')
  const painted = page.waitForRequest(/\/command\/app_painted/)
  await page.goto(host.url)
  await painted
  const files = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource')
    const last = all.find(({ name }) => name.includes('/command/app_painted'))?.startTime ?? Infinity
    return all.filter(({ name, startTime }) => startTime < last && /\.(?:js|css)$/.test(name)).map(({ name }) => new URL(name).pathname)
  })
  assert.ok(files.some((file) => file.endsWith('.js')) && files.some((file) => file.endsWith('.css')), `script and style are counted: ${files}`)
  const weights = files.map((file) => [file, gzipSync(readFileSync(`${PAGE}${file}`)).length])
  const bytes = weights.reduce((sum, [, one]) => sum + one, 0)
  assert.ok(bytes < GOAL_BYTES, `${bytes} bytes:\n${weights.map((row) => row.join(' ')).join('\n')}`)
})

/** The page anew, with menus that are not there until `come` is called. */
async function withoutMenus({ page, host, input }) {
  let come
  const gate = new Promise((open) => (come = open))
  await page.route(/MenuPart-[^/]*\.js$/, async (route) => {
    await gate
    await route.continue()
  })
  await page.goto(host.url)
  await input.waitFor()
  return come
}

const MENU = '[role=menu]'

scene('the first press opens a menu that is still on its way', {}, async (view) => {
  const { page } = view
  await view.ask('one')
  await view.ended()
  const more = view.by('message-more').last()

  let come = await withoutMenus(view)
  await view.rows.first().click()
  await view.ended()
  assert.equal(await more.getAttribute('aria-haspopup'), 'menu', 'it says what it opens')
  assert.equal(await more.getAttribute('aria-expanded'), 'false')
  await more.click()
  assert.equal(await page.locator(MENU).count(), 0)
  come()
  await page.locator(MENU).waitFor()
  assert.equal(await more.getAttribute('aria-expanded'), 'true')
  assert.equal(await page.getByRole('menuitem').first().evaluate((item) => item.matches('[data-highlighted]')), false, 'nothing is chosen for a pointer')
  await page.keyboard.press('Escape')
  await page.locator(MENU).waitFor({ state: 'detached' })
  assert.equal(await more.getAttribute('aria-expanded'), 'false')
})

for (const key of ['Enter', 'Space', 'ArrowDown']) {
  scene(`${key} opens a menu that is still on its way, at its first entry`, {}, async (view) => {
    const { page } = view
    const model = view.by('model-picker')
    const come = await withoutMenus(view)
    await model.focus()
    await page.keyboard.press(key)
    await page.waitForTimeout(100)
    assert.equal(await page.locator(MENU).count(), 0)
    come()
    await page.locator(MENU).waitFor()
    await until(() => page.evaluate(() => document.activeElement?.getAttribute('role')?.startsWith('menuitem')), 'the first entry has the focus')
    assert.equal(await page.locator(MENU).count(), 1)
    await page.keyboard.press('Escape')
    await page.locator(MENU).waitFor({ state: 'detached' })
    assert.equal(await view.focused(), 'model-picker', 'the focus is where it was')
  })
}

scene('a shortcut and a right click open menus that are still on their way', {}, async (view) => {
  const { page } = view
  await view.ask('one')
  await view.ended()
  let come = await withoutMenus(view)
  await view.rows.first().click({ button: 'right' })
  assert.equal(await page.locator(MENU).count(), 0)
  come()
  await page.locator(MENU).waitFor()
  const at = await page.locator(MENU).boundingBox()
  const row = await view.rows.first().boundingBox()
  assert.ok(at.x > row.x && at.x < row.x + row.width, 'it opens at the pointer')
  await page.keyboard.press('Escape')

  come = await withoutMenus(view)
  await view.input.press('Control+Shift+KeyJ')
  await page.waitForTimeout(100)
  come()
  await page.locator(MENU).waitFor()
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('role')?.startsWith('menuitem')), 'the first entry has the focus')
})

scene('a finger opens a menu that is still on its way', { touch: true }, async (view) => {
  const come = await withoutMenus(view)
  await view.by('model-picker').tap()
  come()
  await view.page.locator(MENU).waitFor()
})
