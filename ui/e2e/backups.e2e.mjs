// Back to a backup, and forth again: the program ends, and its next start has the history of then.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'
import { startHost } from './stage.mjs'

scene('a backup is restored from the settings, and what was there before is a backup then', {
  get data() {
    return mkdtempSync(join(tmpdir(), 'hadal-e2e-kept-'))
  },
}, async (view) => {
  const { data, url } = view.host
  const { port, searchParams } = new URL(url)
  const again = () => startHost({ base: view.simulator.base, data, port, words: ['--token', searchParams.get('token')] })
  const settings = async () => {
    await view.input.waitFor()
    await view.page.keyboard.press('Control+,')
    await view.page.getByRole('tab', { name: 'Data', exact: true }).click()
    await view.by('backups').waitFor()
  }
  await view.askNew('whales')
  await view.ended()
  // Erasing one for good makes a backup of the rest at once; no other way makes one within a day.
  await view.askNew('gone')
  await view.ended()
  await view.rows.first().focus()
  await view.page.keyboard.press('Delete')
  await view.by('shelf-trash').click()
  await view.by('trash-empty').click()
  await view.page.getByRole('dialog').getByRole('button', { name: /Erase|Empty/ }).click()
  await until(() => readdirSync(join(data, 'backups')).some((name) => /^history-.*db$/.test(name)), 'a backup')
  await view.reload()
  await view.askNew('kelp')
  await view.ended()

  await settings()
  await view.by('backups').getByRole('button').first().click()
  await view.by('backup-restore').click()
  await view.by('notice-lost').waitFor()
  let host = await again()
  try {
    await view.by('notice-lost').waitFor({ state: 'detached' })
    await view.reload()
    await until(async () => (await view.titles()).join() === 'whales', 'the history of then')
    await settings()
    await until(async () => (await view.by('backups').getByRole('listitem').count()) === 2, 'and a backup of what was there')
    await view.by('backups').getByRole('button').first().click()
    await view.by('backup-restore').click()
    await view.by('notice-lost').waitFor()
    await host.end()
    host = await again()
    await view.by('notice-lost').waitFor({ state: 'detached' })
    await view.reload()
    await view.row('kelp').waitFor()
    assert.equal(await view.rows.count(), 2, 'and forth again')
  } finally {
    await host.end()
    rmSync(data, { recursive: true, force: true })
  }
})
