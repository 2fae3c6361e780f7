// The settings: the way to the server, the data, shortcuts, text size.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'

async function open(view, page) {
  await view.input.waitFor()
  await view.page.keyboard.press('Control+,')
  await view.page.getByRole('tab', { name: page, exact: true }).click()
}

scene('the connection test goes all the way, and says at which step a request breaks', {}, async (view) => {
  await open(view, 'Account')
  await view.by('connection-test').click()
  await view.by('connection-report').getByText('Everything on the way works').waitFor()
  assert.equal(await view.by('connection-report').getByRole('listitem').count(), 5)
  await view.simulator.end()
  await view.by('connection-test').click()
  await view.by('connection-report').getByText('Nothing answers at this address').waitFor()
  assert.equal(await view.by('connection-report').getByRole('listitem').count(), 2, 'the name is found, nobody listens')
})

scene('a shortcut is changed, refused where it is taken, works, and is reset', {}, async (view) => {
  await open(view, 'Shortcuts')
  const { keyboard } = view.page
  const keys = view.page.locator('#keys-of-toggleSidebar')
  await keys.click()
  await keyboard.press('Control+k')
  await view.page.getByText('“Command palette” has these keys already').waitFor()
  await keyboard.press('Control+Alt+y')
  await until(async () => (await keys.innerText()) === 'Ctrl+Alt+Y', 'the new keys are shown')
  await keyboard.press('Escape')
  await view.page.getByRole('dialog').waitFor({ state: 'detached' })
  const sidebar = view.by('settings-open')
  await keyboard.press('Control+b')
  assert.ok(await sidebar.isVisible(), 'the given keys do nothing any more')
  await keyboard.press('Control+Alt+y')
  await sidebar.waitFor({ state: 'detached' })
  await view.reload()
  await keyboard.press('Control+Alt+y')
  await sidebar.waitFor()
  await open(view, 'Shortcuts')
  await view.by('shortcuts-reset').click()
  await until(async () => (await keys.innerText()) === 'Ctrl+B', 'reset')
})

scene('a kept folder is chosen, filled at once, and says so', {}, async (view) => {
  await view.simulator.script({ answer: 'Rivers.' })
  await view.askNew('Why salt')
  await view.ended()
  await open(view, 'Data')
  await view.by('kept-choose').click()
  await view.by('kept-run').click()
  await view.page.getByText(/Last on .*: 1 file written/).waitFor()
  assert.deepEqual(readdirSync(join(view.host.data, 'exports')).filter((name) => !name.startsWith('.')), ['Why salt.md'])
})

scene('everything is erased only after the word was typed', {}, async (view) => {
  await view.simulator.script({ answer: 'Rivers.' })
  await view.askNew('Why salt')
  await view.ended()
  await open(view, 'Data')
  await view.by('erase-ask').click()
  assert.ok(await view.by('erase-do').isDisabled())
  await view.by('erase-word').fill('erase')
  await view.by('erase-do').click()
  await view.page.getByText('Everything was erased').waitFor()
  await until(async () => (await view.rows.count()) === 0, 'the list is empty')
  assert.ok(existsSync(join(view.host.data, 'history.db')))
})

/** Elements whose text or box leaves its place. */
const overflowing = (page) =>
  page.evaluate(() => {
    const found = []
    if (document.documentElement.scrollWidth > innerWidth) found.push(`page ${document.documentElement.scrollWidth}`)
    for (const one of document.querySelectorAll('button, label, h1, h2, h3, p, input, [role=tab]')) {
      const box = one.getBoundingClientRect()
      if (box.width < 2 || box.height < 2 || one.closest('.unseen') || !one.checkVisibility()) continue
      if (box.right > innerWidth + 1 || box.left < -1) found.push(`${one.tagName} ${one.textContent?.trim().slice(0, 40)} ${Math.round(box.left)}..${Math.round(box.right)}`)
    }
    return found
  })

for (const width of [1280, 360]) {
  scene(`with text of 200 % nothing leaves a window of ${width} px, in any of the settings`, { width }, async (view) => {
    await view.input.waitFor()
    for (let step = 0; step < 10; step += 1) await view.page.keyboard.press('Control+=')
    await until(async () => (await view.page.evaluate(() => getComputedStyle(document.documentElement).fontSize)) === '32px', 'text of 200 %')
    assert.deepEqual(await overflowing(view.page), [])
    await view.page.keyboard.press('Control+,')
    const tabs = view.page.getByRole('tab')
    await tabs.first().waitFor()
    for (let at = 0; at < (await tabs.count()); at += 1) {
      await tabs.nth(at).click()
      await view.page.waitForTimeout(200)
      assert.deepEqual(await overflowing(view.page), [], await tabs.nth(at).innerText())
    }
  })
}

scene('a proxy is typed, refused in a sentence, kept, and taken off again', {}, async (view) => {
  await open(view, 'Account')
  const group = view.page.getByRole('radiogroup', { name: 'Proxy' })
  await group.getByRole('radio', { name: 'Custom' }).click()
  await until(async () => (await view.focused()) === 'proxy-address', 'one can type at once')
  await view.page.keyboard.type('http://me:secret@127.0.0.1:7890')
  await view.page.keyboard.press('Enter')
  await view.page.getByText('This is no proxy address').waitFor()
  await view.by('proxy-address').fill('127.0.0.1:7890')
  await view.by('proxy-use').click()
  await until(async () => (await view.by('proxy-address').inputValue()) === 'http://127.0.0.1:7890', 'kept as it is used')
  assert.equal(await view.by('proxy-use').count(), 0)
  // A server of this computer is not asked by it.
  await view.by('connection-test').click()
  await view.by('connection-report').getByText('Everything on the way works').waitFor()
  await view.reload()
  await open(view, 'Account')
  assert.equal(await group.getByRole('radio', { name: 'Custom' }).getAttribute('aria-checked'), 'true', 'over a new start of the page')
  await group.getByRole('radio', { name: 'None' }).click()
  await view.by('proxy-address').waitFor({ state: 'detached' })
})

/** The program does not keep it. */
const refuse = (route) => route.fulfill({ status: 400, json: { code: 'disk_full', message: '' } })

scene('a choice of proxy that is not kept is not shown as if it held, and a late answer does not undo the next choice', {}, async (view) => {
  await open(view, 'Account')
  const group = view.page.getByRole('radiogroup', { name: 'Proxy' })
  const chosen = (name) => group.getByRole('radio', { name, checked: true }).waitFor()
  await view.page.route('**/command/settings_change', refuse)
  await group.getByRole('radio', { name: 'None' }).click()
  await view.page.getByText('disk is full').first().waitFor()
  await chosen('System')
  await view.page.unroute('**/command/settings_change', refuse)
  let answer
  const late = new Promise((done) => (answer = done))
  await view.page.route('**/command/settings_change', async (route) => {
    const response = await route.fetch()
    await late
    await route.fulfill({ response })
  })
  await group.getByRole('radio', { name: 'None' }).click()
  await group.getByRole('radio', { name: 'Custom' }).click()
  await view.by('proxy-address').fill('127.0.0.1:7890')
  answer()
  await view.page.waitForTimeout(300)
  assert.equal(await view.by('proxy-address').inputValue(), '127.0.0.1:7890', 'what is typed stays')
  await view.by('proxy-use').click()
  await until(async () => (await view.by('proxy-address').inputValue()) === 'http://127.0.0.1:7890', 'and is kept')
})

scene('high contrast is put on by choice and by the system', { contrast: 'no-preference' }, async (view) => {
  await open(view, 'Appearance')
  const worn = () => view.page.evaluate(() => document.documentElement.dataset.contrast ?? '')
  assert.equal(await worn(), '')
  await view.page.emulateMedia({ contrast: 'more' })
  await until(async () => (await worn()) === 'more', 'the system asks for it')
  await view.page.emulateMedia({ contrast: 'no-preference' })
  await until(async () => (await worn()) === '', 'the system asks no longer')
  await view.page.getByRole('radiogroup', { name: 'Contrast' }).getByRole('radio', { name: 'High' }).click()
  await until(async () => (await worn()) === 'more', 'it was chosen')
})
