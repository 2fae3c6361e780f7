// Export: seen before it is written, written where one says, shown in the folder, stopped on the way.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'

const files = (view) => {
  try {
    return readdirSync(join(view.host.data, 'exports')).sort()
  } catch {
    return []
  }
}

async function withOne(view) {
  await view.simulator.script({ reasoning: 'Rivers bring it.', answer: 'Because **rivers** bring salt. <img src=x onerror=alert(1)>' })
  await view.askNew('Why is the sea salty?')
  await view.ended()
}

scene('a conversation is exported by the keyboard: kind, choices, preview, name, and shown in its folder', {}, async (view) => {
  await withOne(view)
  const { keyboard } = view.page
  await keyboard.press('Control+Shift+E')
  await view.by('export').waitFor()
  const text = view.by('export-text')
  await until(async () => (await text.innerText()).includes('Because **rivers**'), 'the preview of Markdown')
  assert.ok((await text.innerText()).includes('Rivers bring it.'), 'thinking goes along')
  await view.page.getByRole('checkbox', { name: 'Thinking' }).uncheck()
  await until(async () => !(await text.innerText()).includes('Rivers bring it.'), 'thinking is left out')
  await view.page.getByRole('radio', { name: /^HTML/ }).focus()
  await keyboard.press('Space')
  await until(async () => (await text.innerText()).startsWith('<!doctype html>'), 'the source of the page, as text')
  assert.equal(await view.page.locator('[data-testid=export] img').count(), 0, 'nothing of it became an element')
  const name = view.page.getByLabel('File name')
  assert.equal(await name.inputValue(), 'Why is the sea salty')
  await name.fill('Salt')
  await name.press('Enter')
  await view.by('export-end').getByText('Saved as Salt.html').waitFor()
  assert.deepEqual(files(view), ['Salt.html'])
  await until(async () => (await view.focused()) === 'BUTTON', 'the focus is on the way on')
  await view.by('export-reveal').click()
  await until(() => view.host.said.includes(`reveal: ${join(view.host.data, 'exports', 'Salt.html')}`), 'the file manager was asked')
  await view.page.getByRole('button', { name: 'Done' }).click()
  await view.by('export').waitFor({ state: 'detached' })
})

scene('every kind that the program can make is offered, and JSON says that it keeps everything', {}, async (view) => {
  await withOne(view)
  await view.page.keyboard.press('Control+Shift+E')
  const radios = view.page.getByRole('radio')
  await radios.first().waitFor()
  assert.ok((await radios.count()) >= 6)
  await view.page.getByRole('radio', { name: /^JSON E/ }).click()
  await view.page.getByText('without loss').waitFor()
  assert.equal(await view.page.getByRole('checkbox').count(), 0)
})

scene('several go out as a file each, and the sentence at the end counts them', {}, async (view) => {
  for (const ask of ['Whales', 'Kelp', 'Brine']) {
    await view.simulator.script({ answer: 'Of course.' })
    await view.askNew(ask)
    await view.ended()
  }
  await view.row('Whales').click({ modifiers: ['Control'] })
  await view.row('Kelp').click({ modifiers: ['Control'] })
  await view.by('selection-bar').getByText(/selected/).waitFor()
  const chosen = Number.parseInt(await view.by('selection-bar').getByText(/selected/).innerText(), 10)
  assert.ok(chosen >= 2)
  await view.row('Kelp').click({ button: 'right' })
  await view.page.getByRole('menuitem', { name: 'Export…' }).click()
  await view.page.getByText(`the first of ${chosen} files`).waitFor()
  await view.by('export-save').click()
  await view.by('export-end').getByText(`Saved ${chosen} files in exports`).waitFor()
  assert.equal(files(view).length, chosen)
})

scene('an answer and a conversation are copied as each of the text forms', { clipboard: true }, async (view) => {
  await withOne(view)
  const clip = () => view.page.evaluate(() => navigator.clipboard.readText())
  const copy = async (opener, form) => {
    await opener()
    await view.page.getByRole('menuitem', { name: 'Copy as' }).hover()
    await view.page.getByRole('menuitem', { name: form, exact: true }).click()
    await view.page.getByText(`Copied as ${form}`).first().waitFor()
  }
  const answer = () => view.by('message-more').last().click()
  await copy(answer, 'Plain text')
  assert.ok((await clip()).includes('Because **rivers** bring salt.') && !(await clip()).includes('You'))
  await copy(answer, 'HTML')
  assert.ok((await clip()).startsWith('<!doctype html>'))
  const title = () => view.page.getByRole('button', { name: /conversation menu/ }).click()
  await copy(title, 'JSON')
  assert.equal(JSON.parse(await clip()).format, 'hadal.conversation')
  await copy(title, 'Markdown')
  assert.ok((await clip()).includes('# You\n\nWhy is the sea salty?'))
})

scene('everything has an entry of its own', {}, async (view) => {
  await withOne(view)
  await view.page.keyboard.press('Control+k')
  await view.by('palette-field').fill('Export everything')
  await view.page.keyboard.press('Enter')
  await view.by('export').waitFor()
  await view.by('export-save').click()
  await view.by('export-end').waitFor()
  const [first] = files(view)
  assert.ok(readFileSync(join(view.host.data, 'exports', first), 'utf8').includes('Because **rivers**'))
})

scene('PDF, Word and a picture show how they begin, and are what they say they are', {}, async (view) => {
  await withOne(view)
  const kinds = [
    [/^PDF/, 'pdf', '%PDF-'],
    [/^Word/, 'docx', 'PK'],
    [/^Picture/, 'png', 'PNG'],
  ]
  for (const [name, ending, begins] of kinds) {
    await view.page.keyboard.press('Control+Shift+E')
    await view.by('export').waitFor()
    await view.page.getByRole('radio', { name }).click()
    const picture = view.by('export-picture')
    await picture.waitFor()
    await until(async () => (await picture.evaluate((img) => img.naturalWidth)) === 850, `a picture of the ${ending}`)
    const whole = await picture.getAttribute('src')
    await view.page.getByRole('checkbox', { name: 'Thinking' }).uncheck()
    await until(async () => (await picture.getAttribute('src')) !== whole, 'the picture follows the choices')
    await view.page.getByRole('checkbox', { name: 'Thinking' }).check()
    await view.by('export-save').click()
    await view.by('export-end').getByText(`.${ending}`).waitFor()
    const bytes = readFileSync(join(view.host.data, 'exports', `Why is the sea salty.${ending}`)).toString('latin1')
    assert.ok(bytes.slice(0, 8).includes(begins), bytes.slice(0, 8))
    await view.page.getByRole('button', { name: 'Done' }).click()
    await view.by('export').waitFor({ state: 'detached' })
  }
})

scene('everything goes out in every kind, a file each', {}, async (view) => {
  for (const ask of ['Whales', 'Kelp']) {
    await view.simulator.script({ answer: 'Of **course**.' })
    await view.askNew(ask)
    await view.ended()
  }
  const radios = view.page.getByRole('radio')
  const count = 9
  for (let kind = 0; kind < count; kind += 1) {
    await view.page.keyboard.press('Control+k')
    await view.by('palette-field').fill('Export everything')
    await view.page.keyboard.press('Enter')
    await view.by('export').waitFor()
    assert.equal(await radios.count(), count)
    await radios.nth(kind).click()
    await view.page.getByText('the first of 2 files').waitFor()
    await view.by('export-save').click()
    await view.by('export-end').getByText('Saved 2 files in exports').waitFor()
    await view.page.getByRole('button', { name: 'Done' }).click()
    await view.by('export').waitFor({ state: 'detached' })
  }
  const endings = files(view).map((name) => name.split('.').pop())
  for (const ending of ['md', 'pdf', 'docx', 'html', 'png', 'txt', 'json', 'jsonl', 'csv']) {
    assert.equal(endings.filter((one) => one === ending).length, 2, ending)
  }
})

scene('a folder goes out from its own menu, in any kind, and what lies elsewhere stays', {}, async (view) => {
  for (const ask of ['Whales', 'Kelp', 'Brine']) {
    await view.simulator.script({ answer: 'Of course.' })
    await view.askNew(ask)
    await view.ended()
  }
  for (const ask of ['Whales', 'Kelp']) {
    await view.row(ask).click({ button: 'right' })
    await view.page.getByRole('menuitem', { name: /Move to a folder/ }).click()
    await view.by('place-picker').waitFor()
    await view.page.keyboard.type('Deep')
    await view.page.keyboard.press('Enter')
    await view.by('place-picker').waitFor({ state: 'detached' })
  }
  const shelf = view.page.locator('[data-shelf]').filter({ hasText: 'Deep' })
  for (const [kind, ending] of [[/^PDF/, 'pdf'], [/^Markdown/, 'md']]) {
    await shelf.click({ button: 'right' })
    await view.page.getByRole('menuitem', { name: 'Export…' }).click()
    await view.by('export').waitFor()
    await view.page.getByRole('radio', { name: kind }).click()
    await view.page.getByText('the first of 2 files').waitFor()
    await view.by('export-save').click()
    await view.by('export-end').getByText('Saved 2 files in exports').waitFor()
    await view.page.getByRole('button', { name: 'Done' }).click()
    await view.by('export').waitFor({ state: 'detached' })
    assert.deepEqual(files(view).filter((name) => name.endsWith(ending)), [`Kelp.${ending}`, `Whales.${ending}`])
  }
})
