// The first screen: a key that is refused, one that is kept, and the look around.
import assert from 'node:assert/strict'
import { scene } from './scene.mjs'
import { EMPTY_KEY, TEST_KEY } from './stage.mjs'

const WITHOUT_KEY = { key: null }

scene('a refused key says why, and stays in the field to be mended', WITHOUT_KEY, async (view) => {
  await view.by('first-start').waitFor()
  await view.by('key-field').fill('sk-0123456789abcdef0123456789abcdef')
  await view.by('key-check').click()
  await view.page.getByText('The server refused this key').waitFor()
  assert.equal(await view.by('key-field').getAttribute('aria-invalid'), 'true', 'the field itself is marked')
  assert.equal(await view.focused(), 'key-field', 'the next key press mends it')
})

scene('what is no key is refused before anything is sent', WITHOUT_KEY, async (view) => {
  await view.by('key-field').fill('my password')
  await view.by('key-check').click()
  await view.page.getByText('That does not look like an API key').waitFor()
  assert.deepEqual(await view.simulator.requests(), [], 'a password typed by mistake goes nowhere')
})

scene('a good key is checked, its balance shown, and the first conversation opens', WITHOUT_KEY, async (view) => {
  await view.by('key-field').fill(`  ${TEST_KEY}\n`)
  await view.by('key-field').press('Enter')
  await view.page.getByText('The key works').waitFor()
  assert.match(await view.page.locator('main').innerText(), /[¥$]\s?\d/, 'the balance is shown')
  assert.equal(await view.focused(), 'key-continue')
  await view.page.keyboard.press('Enter')
  await view.by('empty-conversation').waitFor()
  const kept = await view.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + document.body.outerHTML)
  assert.ok(!kept.includes(TEST_KEY), 'the window holds no key')
})

scene('a key without money is kept, and says so', WITHOUT_KEY, async (view) => {
  await view.by('key-field').fill(EMPTY_KEY)
  await view.by('key-check').click()
  await view.page.getByText('the balance is used up').waitFor()
  await view.by('key-continue').click()
  await view.by('notice-lowBalance').getByText('¥0.00').waitFor()
  await view.ask('hello')
  await view.page.locator('[data-testid=error-note][data-code=balance_empty]').waitFor()
})

scene('the demo answers without a key, says that it is one, and leads back', WITHOUT_KEY, async (view) => {
  await view.by('demo-enter').click()
  await view.by('notice-demo').waitFor()
  await view.ask('hello')
  await view.by('reasoning').waitFor()
  await view.page.getByRole('heading', { name: 'Welcome to Hadal' }).waitFor()
  assert.deepEqual(await view.simulator.requests(), [], 'the demo talks to nobody')
  await view.page.getByRole('button', { name: 'Use my key' }).click()
  await view.by('first-start').waitFor()
})
