// Import: what is in a file is seen before it is taken, nothing comes twice, and it can be taken back.
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scene, until } from './scene.mjs'

const FIXTURES = resolve(dirname(fileURLToPath(import.meta.url)), '../../src-tauri/crates/transfer/tests/fixtures')

/** Files that the person chooses when the window asks for some. */
function offer(view, names) {
  const folder = join(view.host.data, 'choices')
  mkdirSync(folder, { recursive: true })
  for (const name of names) copyFileSync(join(FIXTURES, name), join(folder, name))
  return folder
}

async function open(view) {
  await view.page.keyboard.press('Control+k')
  await view.by('palette-field').fill('Import conversations')
  await view.page.keyboard.press('Enter')
  await view.by('import').waitFor()
}

scene('chosen files are looked into, taken over, and nothing comes twice', {}, async (view) => {
  const folder = offer(view, ['chatgpt.json', 'claude.json'])
  writeFileSync(join(folder, 'notes.txt'), 'just notes')
  await view.input.waitFor()
  await open(view)
  await view.by('import-choose').click()
  await view.by('import-take').waitFor()
  assert.deepEqual(await view.titles(), [], 'looking takes nothing')
  const files = view.by('import-file')
  assert.equal(await files.count(), 3)
  await files.nth(0).getByText('ChatGPT', { exact: true }).waitFor()
  await files.nth(1).getByText('Claude', { exact: true }).waitFor()
  await files.nth(2).getByText('is not an export that Hadal knows').waitFor()
  const offered = Number.parseInt((await view.by('import-take').innerText()).replace(/\D+/g, ''), 10)
  await view.page.keyboard.press('Enter')
  await view.by('import-end').waitFor()
  await until(async () => (await view.rows.count()) === offered, 'the list has them')
  await view.page.getByRole('button', { name: 'Done' }).click()
  await open(view)
  await view.by('import-choose').click()
  await view.page.getByText('All of them are here already').first().waitFor()
  assert.equal(await view.by('import-take').count(), 0)
  await view.page.keyboard.press('Escape')
  assert.equal(await view.rows.count(), offered)
})

scene('a dropped file comes in, and the import is taken back', {}, async (view) => {
  await view.input.waitFor()
  await open(view)
  const text = readFileSync(join(FIXTURES, 'deepseek.json'), 'utf8')
  await view.by('import').evaluate((ground, content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], 'conversations.json', { type: 'application/json' }))
    ground.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, text)
  await view.by('import-take').click()
  await view.by('import-end').waitFor()
  await until(async () => (await view.rows.count()) > 0, 'the list has them')
  await view.by('import-undo').click()
  await view.page.getByText(/Import undone/).waitFor()
  await until(async () => (await view.rows.count()) === 0, 'they are in the trash')
})
