// The early page: the composer that takes letters before the window is there.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

/** The page anew; what makes the window does not come until `come` is called. */
async function held({ page, host }) {
  let come
  const gate = new Promise((open) => (come = open))
  await page.route(/assets\/start-[^/]*\.js$/, async (route) => {
    await gate
    await route.continue()
  })
  await page.goto(host.url)
  await page.locator('#early textarea').waitFor()
  return come
}

/** Where things stand, in whole pixels, and how they look. */
const looks = (page, selectors) =>
  page.evaluate((all) => {
    const seen = {}
    for (const [name, [selector, styles]] of Object.entries(all)) {
      const element = document.querySelector(selector)
      const { x, y, width, height } = element.getBoundingClientRect()
      const style = getComputedStyle(element)
      seen[name] = [Math.round(x), Math.round(y), Math.round(width), Math.round(height), ...styles.map((one) => style[one])].join(' ')
    }
    return seen
  }, selectors)

const BOX = ['backgroundColor', 'borderTopColor', 'borderTopLeftRadius', 'boxShadow']
const FIELD = ['color', 'fontFamily', 'fontSize', 'lineHeight', 'caretColor']
const early = (sidebar) => ({ box: ['.early-box', BOX], field: ['#early textarea', FIELD], ...(sidebar ? { side: ['.early-side', ['backgroundColor']] } : {}) })
const whole = (sidebar) => ({ box: ['[data-testid=composer] .box', BOX], field: ['[data-testid=composer-input]', FIELD], ...(sidebar ? { side: ['.side', ['backgroundColor']] } : {}) })

for (const [name, { change = {}, options = {}, sidebar = true }] of Object.entries({
  'as it comes': {},
  'dark, wide sidebar, dense, large text': { change: { theme: 'dark', sidebarPx: 330, dense: true, textPercent: 150 } },
  'high contrast, no sidebar': { change: { highContrast: true, sidebarPx: 0 }, sidebar: false },
  'a narrow window': { options: { width: 480 }, sidebar: false },
}))
  scene(`the early page stands where the window will stand: ${name}`, options, async (view) => {
    const { page } = view
    await view.ask('one')
    await view.ended()
    await view.command('settings_change', change)
    const come = await held(view)
    await until(() => page.evaluate(() => document.activeElement?.matches('#early textarea')), 'the field has the focus')
    await page.waitForTimeout(200)
    const before = await looks(page, early(sidebar))
    assert.equal(await page.locator('.early-side').isVisible(), sidebar)
    come()
    await view.input.waitFor()
    assert.equal(await page.locator('#early').count(), 0)
    await page.waitForTimeout(200)
    assert.deepEqual(await looks(page, whole(sidebar)), before)
  })

scene('letters typed into the early page stand in the composer, and go on there', {}, async (view) => {
  const { page } = view
  await view.ask('one')
  await view.ended()
  const asked = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const come = await held(view)
  await page.keyboard.type('深 ear')
  await page.keyboard.press('Enter')
  come()
  await view.input.waitFor()
  await until(async () => (await view.focused()) === 'composer-input', 'the composer has the focus')
  await page.keyboard.type('ly')
  assert.equal(await view.input.inputValue(), '深 early')
  assert.equal(await view.rows.count(), 1, 'the rows came with the page')
  await until(() => asked.includes('/command/draft_keep'), 'what was typed is kept')
  assert.deepEqual(asked.filter((path) => /app_info|conversation_list|shelves_get/.test(path)), [], 'nothing was asked for the first paint')
  await page.unroute(/assets\/start-/)
  // Kept: now it stands there from the start, and there is no early page.
  await view.reload()
  assert.equal(await view.input.inputValue(), '深 early')
  assert.equal((await view.turnsAsked()).length, 1, 'Enter sent nothing')
})

scene('letters are kept while the language of the window is still on its way', { locale: 'zh-CN' }, async (view) => {
  const { page } = view
  await view.ask('one')
  await view.ended()
  await page.route(/assets\/zh-CN-[^/]*\.js$/, async (route) => {
    await page.waitForTimeout(500)
    await route.continue()
  })
  const come = await held(view)
  await page.keyboard.type('early')
  come()
  await page.waitForTimeout(250)
  await page.keyboard.type(' and late')
  await view.input.waitFor()
  assert.equal(await view.input.inputValue(), 'early and late')
})

scene('a word in the middle of an input method keeps its field until it is written', {}, async (view) => {
  const { page } = view
  await view.ask('one')
  await view.ended()
  const come = await held(view)
  await until(() => page.evaluate(() => document.activeElement?.matches('#early textarea')), 'the field has the focus')
  const keys = await page.context().newCDPSession(page)
  await keys.send('Input.imeSetComposition', { text: 'shen', selectionStart: 4, selectionEnd: 4 })
  come()
  await page.waitForTimeout(800)
  assert.equal(await page.locator('#early textarea').count(), 1)
  await keys.send('Input.insertText', { text: '深' })
  await view.input.waitFor()
  assert.equal(await view.input.inputValue(), '深')
})

scene('whoever has no token gets a page without answers', {}, async ({ page, host }) => {
  const bare = await page.request.get(new URL(host.url).origin)
  assert.doesNotMatch(await bare.text(), /first-answers|data-early/)
  const own = await page.request.get(host.url)
  assert.match(await own.text(), /first-answers/)
})
