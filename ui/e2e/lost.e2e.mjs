// The program behind the window goes away in the middle of everything, and comes back.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'
import { startHost } from './stage.mjs'

scene('a program that is killed in the middle of an answer is missed, waited for, and nothing is lost', {
  get data() {
    return mkdtempSync(join(tmpdir(), 'hadal-e2e-kept-'))
  },
}, async (view) => {
  await view.ask('before')
  await view.ended()
  await view.askNew('count')
  await view.ended()
  await view.simulator.script({ answer: 'one two three four five', gate: 'g' })
  await view.ask('again')
  await view.simulator.release('g', 5)
  await view.says(/one two/)
  // The checkpoint is on the disk within a moment.
  await view.page.waitForTimeout(500)

  const { data, url } = view.host
  const { port, searchParams } = new URL(url)
  await view.host.end()
  await view.by('notice-lost').waitFor()
  await view.input.fill('typed while nobody listened')
  await view.page.keyboard.press('Enter')
  assert.equal(await view.input.inputValue(), 'typed while nobody listened', 'what cannot be sent stays')
  assert.match(await view.answerText(), /one two/, 'what was there can still be read')
  // Another conversation cannot be opened now; its words come when the program does.
  await view.row('before').click()

  const host = await startHost({ base: view.simulator.base, data, port, words: ['--token', searchParams.get('token')] })
  try {
    await view.by('notice-lost').waitFor({ state: 'detached' })
    await view.questions.getByText('before').waitFor()
    await view.row('count').click()
    await view.ended('interrupted')
    assert.match(await view.answerText(), /one two/)
    assert.equal(await view.input.inputValue(), 'typed while nobody listened')
    await view.simulator.open('g')
    await view.simulator.script({ answer: 'Here I am.' })
    await view.input.press('Enter')
    await view.says('Here I am.')
    await view.reload()
    await view.row('count').click()
    await until(async () => (await view.questions.count()) === 3, 'all three questions are in the history')
  } finally {
    await host.end()
    rmSync(data, { recursive: true, force: true })
  }
})
