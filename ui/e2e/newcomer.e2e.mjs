// Somebody who has never seen Hadal and read nothing: a key, the first answer, finding it again, taking it along. Only
// what stands on the screen is used, by the words it has.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'
import { TEST_KEY } from './stage.mjs'

/** A wrong turn would cost more than these. */
const CLICKS_MAX = 8

scene('from the first window to a file of the first answer, in a few clicks and by words alone', { key: null }, async (view) => {
  const { page, host } = view
  let clicks = 0
  const click = async (role, name) => {
    clicks += 1
    await page.getByRole(role, { name }).click()
  }
  await view.simulator.script({ answer: 'Because rivers carry salt into it.' })

  await page.getByRole('heading', { name: 'Welcome to Hadal' }).waitFor()
  // The caret stands in the one field there is.
  assert.equal(await view.focused(), 'key-field')
  await page.keyboard.insertText(TEST_KEY)
  await click('button', 'Check and continue')
  await page.getByText('The key works').waitFor()
  await click('button', 'Continue')

  await until(async () => (await view.focused()) === 'composer-input', 'one can write at once')
  await page.keyboard.type('Why is the sea salty?')
  await page.keyboard.press('Enter')
  await view.says('Because rivers carry salt into it.')
  await view.ended()

  await click('button', 'New conversation')
  await view.simulator.script({ answer: 'Of course.' })
  await page.keyboard.type('Something else')
  await page.keyboard.press('Enter')
  await view.says('Of course.')

  const list = page.getByRole('list', { name: 'Conversations by date' })
  clicks += 1
  await list.getByRole('button', { name: /Why is the sea salty/ }).click()
  await view.says('Because rivers carry salt into it.')

  clicks += 1
  await page.getByRole('button', { name: /conversation menu/ }).click()
  await click('menuitem', 'Export…')
  await click('button', 'Save…')
  await view.by('export-end').waitFor()
  const files = readdirSync(join(host.data, 'exports')).filter((name) => !name.startsWith('.'))
  assert.equal(files.length, 1)
  assert.match(readFileSync(join(host.data, 'exports', files[0]), 'utf8'), /Because rivers carry salt/)
  assert.ok(clicks <= CLICKS_MAX, `${clicks} clicks`)
})
