// Full-text search: what was said is found while it is typed, and Enter shows the very message.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const hits = (view) => view.page.locator('[data-hit]')

async function open(view, text) {
  await view.page.keyboard.press('Control+Shift+F')
  await view.by('search').waitFor()
  if (text !== undefined) await view.page.keyboard.type(text)
}

async function withThree(view) {
  for (const [ask, answer] of [
    ['Whales', 'They sing in the deep sea.'],
    ['Kelp', 'It sways.\n\n```rust\nfn sway() {}\n```'],
    ['鳗鱼', '它们在冬天穿过马尾藻海。'],
  ]) {
    await view.simulator.script({ answer })
    await view.askNew(ask)
    await view.ended()
  }
}

scene('words are found while they are typed, and Enter shows the very message, lit', {}, async (view) => {
  await withThree(view)
  await open(view, 'sings deep')
  await view.page.getByText('Nothing was found.').first().waitFor()
  await view.by('search-field').fill('sing deep')
  await until(async () => (await hits(view).count()) === 1, 'one is found')
  assert.deepEqual(await hits(view).first().locator('mark').allInnerTexts(), ['sing', 'deep'])
  await view.page.keyboard.press('Enter')
  await view.by('search').waitFor({ state: 'detached' })
  await view.says('They sing in the deep sea.')
  const lit = view.page.locator('[data-lit]')
  await lit.waitFor()
  assert.match(await lit.innerText(), /They sing/)
  assert.equal(await lit.getAttribute('data-role'), 'assistant')
})

scene('arrows go through hits, and a click takes the one under the pointer', {}, async (view) => {
  await withThree(view)
  await open(view, 's')
  await view.by('search-field').fill('sway')
  await until(async () => (await hits(view).count()) >= 1, 'found')
  await view.by('search-field').fill('')
  await view.page.getByRole('button', { name: 'Anyone' }).click()
  await view.page.getByRole('menuitemcheckbox', { name: 'You' }).click()
  await until(async () => (await hits(view).count()) === 3, 'a filter alone finds the newest that fit')
  await view.by('search-field').focus()
  const chosen = () => view.page.locator('[data-hit][aria-selected=true]').innerText()
  const first = await chosen()
  await view.page.keyboard.press('ArrowDown')
  await until(async () => (await chosen()) !== first, 'the next is chosen')
  assert.equal(await view.by('search-field').getAttribute('aria-activedescendant'), 'search-hit-1')
  await hits(view).nth(2).click()
  await view.questions.getByText('Whales').waitFor()
})

scene('code, time and place narrow what is found', {}, async (view) => {
  await withThree(view)
  await open(view)
  await view.page.getByRole('button', { name: 'With code' }).click()
  await until(async () => (await hits(view).count()) === 1, 'one has code')
  assert.match(await hits(view).first().innerText(), /Kelp/)
  await view.page.getByRole('button', { name: 'Everywhere' }).click()
  await view.page.getByRole('menuitemcheckbox', { name: 'This conversation' }).click()
  await view.page.getByText('Fewer filters may find more.').waitFor()
})

scene('letters that an input method is still turning into characters are not looked for', {}, async (view) => {
  await withThree(view)
  await open(view)
  const session = await view.page.context().newCDPSession(view.page)
  await session.send('Input.imeSetComposition', { text: 'mawei', selectionStart: 5, selectionEnd: 5 })
  await view.page.waitForTimeout(150)
  assert.equal(await view.page.getByText('Nothing was found.').count(), 0, 'the letters were not looked for')
  await view.page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })))
  assert.equal(await view.by('search').count(), 1, 'the Enter of an input method opens nothing')
  await session.send('Input.insertText', { text: '马尾藻' })
  await until(async () => (await hits(view).count()) === 1, 'the characters are')
  assert.deepEqual(await hits(view).first().locator('mark').allInnerTexts(), ['马尾藻'])
})

scene('the filter of the list leads on into what was said', {}, async (view) => {
  await withThree(view)
  await view.page.keyboard.press('Control+Shift+L')
  await view.page.keyboard.type('deep')
  await view.page.getByText('No title contains this.').waitFor()
  await view.page.keyboard.press('Enter')
  await view.by('search').waitFor()
  await until(async () => (await hits(view).count()) === 1, 'found in a message')
  await view.page.keyboard.press('Escape')
  await view.page.keyboard.press('Escape')
  await view.by('search').waitFor({ state: 'detached' })
})

scene('a message far up in a long conversation is shown, also one on another branch', {}, async (view) => {
  await view.simulator.script({ answer: 'The needle is here. ' + 'hay '.repeat(200) })
  await view.ask('first')
  await view.ended()
  for (let n = 0; n < 14; n += 1) {
    await view.simulator.script({ answer: `straw ${n} ${'straw '.repeat(120)}` })
    await view.ask(`and then ${n}`)
    await view.ended()
  }
  await view.reload()
  await open(view, 'needle')
  await until(async () => (await hits(view).count()) === 1, 'found')
  await view.page.keyboard.press('Enter')
  const lit = view.page.locator('[data-lit]')
  await lit.waitFor()
  assert.match(await lit.innerText(), /needle/)
  const box = await lit.boundingBox()
  assert.ok(box !== null && box.y < 800 && box.y + box.height > 0, 'it is in sight')
})
