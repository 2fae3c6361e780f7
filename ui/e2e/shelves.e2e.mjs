// The order of the library: folders, tags, pins, archive, trash, several at once.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

async function withThree(view) {
  for (const ask of ['Whales', 'Kelp', 'Brine pools']) {
    await view.simulator.script({ answer: 'Of course.' })
    await view.askNew(ask)
    await view.ended()
  }
}

const shelf = (view, name) => view.page.locator('[data-shelf]').filter({ hasText: name })

async function choose(view, place, item) {
  await place.click({ button: 'right' })
  await view.page.getByRole('menuitem', { name: item }).click()
}

/** From the middle of one thing to the middle of another, slowly enough to be a drag. */
async function drag(view, from, to) {
  const [one, other] = [await from.boundingBox(), await to.boundingBox()]
  await view.page.mouse.move(one.x + one.width / 2, one.y + one.height / 2)
  await view.page.mouse.down()
  await view.page.mouse.move(one.x + one.width / 2, one.y + one.height / 2 + 12)
  await view.page.mouse.move(other.x + other.width / 2, other.y + other.height / 2, { steps: 5 })
  await view.page.mouse.up()
}

scene('a folder is made, named in place and filled by drag, by menu and by keys', {}, async (view) => {
  await withThree(view)
  await view.page.keyboard.press('Control+k')
  await view.by('palette').waitFor()
  await view.page.keyboard.type('new folder')
  await view.page.keyboard.press('Enter')
  const field = view.page.getByLabel('Title of the conversation')
  await field.fill('Sea')
  await field.press('Enter')
  await shelf(view, 'Sea').waitFor()
  await drag(view, view.row('Kelp'), shelf(view, 'Sea'))
  await view.by('toast').getByText('moved to Sea').waitFor()
  await choose(view, view.row('Whales'), /Move to a folder/)
  await view.page.locator('[data-testid=place-picker] input:focus').waitFor()
  await view.by('place-picker').waitFor()
  await view.page.keyboard.type('sea')
  await view.page.keyboard.press('Enter')
  await view.row('Brine pools').click()
  await view.page.keyboard.press('Control+Shift+M')
  await view.by('place-picker').waitFor()
  await view.page.keyboard.type('Deep')
  await view.page.keyboard.press('Enter')
  await shelf(view, 'Deep').waitFor()
  await shelf(view, 'Sea').click()
  await until(async () => (await view.titles()).join() === 'Kelp,Whales', 'two lie in it')
  await view.by('shelf-back').click()
  await until(async () => (await view.rows.count()) === 3, 'back to all')
  await view.reload()
  await shelf(view, 'Deep').click()
  await until(async () => (await view.titles()).join() === 'Brine pools', 'kept')
})

scene('folders lie in folders, fold, move and go without their conversations', {}, async (view) => {
  await withThree(view)
  await view.row('Kelp').click()
  for (const name of ['Outer', 'Inner']) {
    await view.page.keyboard.press('Control+Shift+M')
    await view.by('place-picker').waitFor()
    await view.page.keyboard.type(name)
    await view.page.keyboard.press('Enter')
    await shelf(view, name).waitFor()
  }
  await drag(view, shelf(view, 'Inner'), shelf(view, 'Outer'))
  await view.page.getByRole('button', { name: 'Folders in Outer' }).waitFor()
  await shelf(view, 'Outer').focus()
  await view.page.keyboard.press('ArrowLeft')
  await until(async () => (await shelf(view, 'Inner').count()) === 0, 'folded')
  await view.page.keyboard.press('ArrowRight')
  await shelf(view, 'Inner').waitFor()
  await view.page.keyboard.press('ArrowDown')
  await view.page.keyboard.press('Delete')
  await view.by('toast').getByText('its conversations stay').waitFor()
  await shelf(view, 'Outer').click()
  await until(async () => (await view.titles()).join() === 'Kelp', 'it lies in the folder around')
})

scene('what is pinned stands at the top, what is archived is not in the list but is found', {}, async (view) => {
  await withThree(view)
  await choose(view, view.row('Whales'), /^Pin/)
  await until(async () => (await view.titles())[0] === 'Whales', 'at the top')
  await view.page.getByText('Pinned', { exact: true }).waitFor()
  await choose(view, view.row('Kelp'), /^Archive/)
  await until(async () => (await view.rows.count()) === 2, 'gone from the list')
  await view.by('shelf-archive').click()
  await until(async () => (await view.titles()).join() === 'Kelp', 'in the archive')
  await view.page.keyboard.press('Control+Shift+F')
  await view.by('search').waitFor()
  await view.page.keyboard.type('kelp')
  await view.page.locator('[data-hit]').first().waitFor()
  await view.page.keyboard.press('Escape')
  await view.page.keyboard.press('Escape')
  await choose(view, view.row('Kelp'), /Take out of the archive/)
  await view.by('shelf-back').click()
  await until(async () => (await view.rows.count()) === 3, 'back')
})

scene('a tag is given to several, and shows them', {}, async (view) => {
  await withThree(view)
  await view.row('Whales').click({ modifiers: ['Control'] })
  await view.row('Kelp').click({ modifiers: ['Control'] })
  await view.by('selection-bar').waitFor()
  await choose(view, view.row('Kelp'), /Tags/)
  await view.page.locator('[data-testid=place-picker] input:focus').waitFor()
  await view.page.keyboard.type('deep')
  await view.page.keyboard.press('Enter')
  await until(async () => (await view.page.getByRole('option', { name: 'deep' }).getAttribute('aria-checked')) === 'true', 'given')
  await view.page.keyboard.press('Escape')
  await shelf(view, 'deep').click()
  await until(async () => (await view.rows.count()) >= 2, 'its conversations')
})

scene('Shift and arrows choose several, which go away together and come back together', {}, async (view) => {
  await withThree(view)
  await view.rows.first().focus()
  await view.page.keyboard.press('Shift+ArrowDown')
  await until(async () => /2 selected/.test(await view.by('selection-bar').innerText()), 'two')
  await view.page.keyboard.press('Control+a')
  await until(async () => /3 selected/.test(await view.by('selection-bar').innerText()), 'all')
  await view.page.keyboard.press('Delete')
  await view.by('toast').getByText('3 conversations deleted').waitFor()
  await until(async () => (await view.rows.count()) === 0, 'gone')
  await view.by('toast').getByRole('button', { name: 'Undo' }).click()
  await until(async () => (await view.rows.count()) === 3, 'back')
})

scene('the trash gives back what was thrown away, and is emptied after a question', {}, async (view) => {
  await withThree(view)
  await choose(view, view.row('Whales'), /^Delete/)
  await choose(view, view.row('Kelp'), /^Delete/)
  await until(async () => (await view.rows.count()) === 1, 'two are gone')
  await view.by('shelf-trash').click()
  await until(async () => (await view.rows.count()) === 2, 'they are in the trash')
  await view.page.getByText('30 days').waitFor()
  await choose(view, view.row('Kelp'), /^Restore/)
  await until(async () => (await view.titles()).join() === 'Whales', 'one is left in it')
  await view.by('trash-empty').click()
  await view.page.getByRole('dialog').getByRole('button', { name: 'Empty the trash' }).click()
  await view.page.getByText('The trash is empty.').waitFor()
  await view.by('shelf-back').click()
  await until(async () => (await view.titles()).sort().join() === 'Brine pools,Kelp', 'what was kept')
})

scene('an answer that ended unseen is marked until it is looked at', {}, async (view) => {
  await view.simulator.script({ answer: 'one two three', gate: 'g' })
  await view.ask('unseen')
  await view.simulator.release('g', 2)
  await view.by('conversation-new').click()
  await view.by('empty-conversation').waitFor()
  await view.simulator.open('g')
  await view.page.locator('.mark').waitFor()
  await view.row('unseen').click()
  await until(async () => (await view.page.locator('.mark').count()) === 0, 'seen')
  await view.reload()
  await until(async () => (await view.rows.count()) === 1, 'loaded')
  assert.equal(await view.page.locator('.mark').count(), 0)
})

scene('a window at rest asks for nothing', {}, async (view) => {
  await withThree(view)
  await view.by('shelf-trash').click()
  await view.page.getByText('The trash is empty.').waitFor()
  await view.by('shelf-back').click()
  await until(async () => (await view.rows.count()) === 3, 'all are back')
  // Rooms that are likely to be entered are fetched in a free moment; that ends.
  let before = -1
  await until(async () => {
    const grown = view.asked.length !== before
    before = view.asked.length
    await view.page.waitForTimeout(500)
    return !grown && view.asked.length === before
  }, 'the rest begins')
  await view.page.waitForTimeout(800)
  assert.deepEqual(view.asked.slice(before), [])
})

scene('a conversation is moved by keys while the list is hidden', {}, async (view) => {
  await withThree(view)
  await view.page.keyboard.press('Control+b')
  await until(async () => (await view.rows.count()) === 0, 'hidden')
  await view.page.keyboard.press('Control+Shift+M')
  await view.by('place-picker').waitFor()
  await view.page.keyboard.type('Sea')
  await view.page.keyboard.press('Enter')
  await view.by('toast').getByText('moved to Sea').waitFor()
  await view.page.keyboard.press('Control+k')
  await view.by('palette').waitFor()
})
