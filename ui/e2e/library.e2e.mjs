// The list of conversations: rename, delete and undo, filter.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

async function withThree(view) {
  await view.ask('Whales [[sim text="They sing."]]')
  await view.ended()
  await view.askNew('Kelp [[sim text="It sways."]]')
  await view.ended()
  await view.askNew('Brine pools [[sim text="They are lakes under the sea."]]')
  await view.ended()
}

/** Chooses from the menu of a row. */
async function choose(view, title, item) {
  await view.row(title).click({ button: 'right' })
  await view.page.getByRole('menuitem', { name: item }).click()
}

scene('a conversation gets another name, which stays', {}, async (view) => {
  await withThree(view)
  await choose(view, 'Kelp', /^Rename/)
  const field = view.page.getByLabel('Title of the conversation')
  await field.fill('Forests of the sea')
  await field.press('Enter')
  await view.row('Forests of the sea').waitFor()
  await view.reload()
  await view.row('Forests of the sea').waitFor()
  assert.equal(await view.row('Kelp').count(), 0)
})

scene('Escape leaves the name as it was', {}, async (view) => {
  await withThree(view)
  await choose(view, 'Kelp', /^Rename/)
  const field = view.page.getByLabel('Title of the conversation')
  await field.fill('nonsense')
  await field.press('Escape')
  await view.row('Kelp').waitFor()
  assert.equal(await view.focused(), 'row', 'the focus is back on the row')
})

scene('a deleted conversation is gone at once and comes back whole', {}, async (view) => {
  await withThree(view)
  await choose(view, 'Brine', /^Delete/)
  await until(async () => (await view.rows.count()) === 2, 'the row is gone')
  await view.by('empty-conversation').waitFor()
  await view.by('toast').getByRole('button', { name: 'Undo' }).click()
  await view.says('lakes under the sea')
  assert.equal(await view.rows.count(), 3)
  await choose(view, 'Whales', /^Delete/)
  await until(async () => (await view.rows.count()) === 2, 'the row is gone')
  await view.reload()
  await until(async () => (await view.rows.count()) === 2, 'it is still gone after a new start of the page')
})

scene('Ctrl+Z undoes a deletion while nothing is written', {}, async (view) => {
  await withThree(view)
  await view.row('Kelp').focus()
  await view.page.keyboard.press('Delete')
  await until(async () => (await view.rows.count()) === 2, 'the row is gone')
  await view.page.keyboard.press('Control+z')
  await view.row('Kelp').waitFor()
})

scene('the filter shows the titles that hold the words', {}, async (view) => {
  await withThree(view)
  await view.page.keyboard.press('Control+Shift+L')
  await view.page.keyboard.type('POOL')
  await until(async () => (await view.rows.count()) === 1, 'one is left')
  assert.match((await view.titles()).join(), /Brine pools/)
  await view.page.keyboard.type('x')
  await view.page.getByText('No title contains this.').waitFor()
  await view.page.keyboard.press('Escape')
  await until(async () => (await view.rows.count()) === 3, 'all are back')
})
