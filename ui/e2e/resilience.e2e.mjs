// When the line is bad: waiting in the queue, for the next try, for a server that is left alone, for a network; going on;
// closing while answers come. With SHOTS set to a folder, what is seen is kept there, in both languages and themes.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scene, Scene, until } from './scene.mjs'
import { startHost, startSimulator, TEST_KEY } from './stage.mjs'

const SHOTS = process.env['SHOTS']
const FACES = [
  ['en', 'light', 1280],
  ['en', 'dark', 480],
  ['zh', 'dark', 1280],
  ['zh', 'light', 480],
]

/** Keeps the window as it is, in every face. */
async function keep(view, name, before = async () => undefined) {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  for (const [language, theme, width] of FACES) {
    await command(view, 'settings_change', { language: language === 'zh' ? 'zh-CN' : 'en', theme })
    await view.page.setViewportSize({ width, height: 800 })
    await view.page.waitForTimeout(350)
    await before()
    await view.page.screenshot({ path: join(SHOTS, `${name}-${language}-${theme}-${width}.png`) })
  }
  await command(view, 'settings_change', { language: 'en', theme: 'system' })
  await view.page.setViewportSize({ width: 1280, height: 800 })
}

function command(view, name, request) {
  return post(view, `command/${name}`, request)
}

async function post(view, path, request = {}) {
  const { origin, searchParams } = new URL(view.host.url)
  const token = searchParams.get('token')
  const headers = { 'content-type': 'application/json', 'x-hadal-token': token, origin }
  const response = await fetch(`${origin}/${path}`, { method: 'POST', headers, body: JSON.stringify(request) })
  assert.equal(response.status, 200, path)
  return response.json()
}

scene('a full queue, a failed try and a server that is left alone each say what is waited for', {}, async (view) => {
  await view.simulator.script({ answer: 'At last.', faults: [{ keep_alive: { count: 600, every_ms: 50 } }] })
  await view.ask('Is there room?')
  await view.page.locator('[data-phase=queued]').waitFor()
  await keep(view, 'queue')
  await view.by('composer-stop').click()
  await view.ended('stopped')

  const busy = { faults: [{ reject: { status: 503, message: 'Service is too busy.', retry_after: 25 } }] }
  await view.simulator.script(busy)
  await view.ask('And now?')
  await view.page.locator('[data-phase=retrying]').waitFor()
  await keep(view, 'retry')
  for (let n = 0; n < 6; n += 1) await view.simulator.script({ faults: ['busy'] })
  await view.by('phase-hurry').click()
  await view.ended('failed')
  await view.ask('Or now?')
  await until(async () => (await view.answers.count()) === 3, 'its answer')
  await view.ended('failed')
  await view.ask('And then?')
  await view.page.locator('[data-phase=paused]').waitFor()
  await keep(view, 'paused')
  await view.by('phase-take-back').click()
  await until(async () => (await view.input.inputValue()) === 'And then?', 'the words are in the composer again')
})

scene('without a network a question waits, over a restart, and is sent when there is one', {}, async (view) => {
  const port = new URL(view.simulator.base).port
  await view.ask('first words')
  await view.ended()
  await view.simulator.end()
  await view.ask('Why is the sea salty?')
  await view.page.locator('[data-phase=waiting]').waitFor()
  await keep(view, 'outbox')

  const again = await startSimulator([], port)
  await view.ended()
  const asked = (await again.requests()).filter(({ path }) => path.endsWith('/chat/completions'))
  const words = asked.map(({ body }) => body.messages.at(-1).content)
  assert.equal(words.filter((text) => text === 'Why is the sea salty?').length, 1, 'once')
  await again.end()
})

scene('a standby is chosen, answers when the server cannot be reached, and says so', {}, async (view) => {
  const other = await startSimulator()
  await other.script({ answer: 'The standby is here. The sea is salty because rivers carry salts into it.' })
  await view.input.waitFor()
  await view.page.keyboard.press('Control+,')
  await view.page.getByRole('tab', { name: 'Account', exact: true }).click()
  const { host } = new URL(other.base)
  await view.page.getByRole('radiogroup', { name: 'Standby' }).getByText('On').click()
  await view.by('standby-address').fill(other.base)
  await view.by('standby-model').fill('deepseek-v4-pro')
  await keep(view, 'standby-settings', () => view.by('standby-address').scrollIntoViewIfNeeded())
  await view.by('standby-keep').click()
  await until(async () => (await command(view, 'app_info', {})).standby?.host === host, 'it stands by')
  await command(view, 'key_keep', { key: TEST_KEY, forStandby: true })
  await view.page.keyboard.press('Escape')
  await view.simulator.end()
  await view.ask('Why is the sea salty?')
  await view.ended()
  await view.says('The standby is here.')
  await until(async () => (await view.by('served-by').innerText()) === `Answered by the standby, ${host}.`, 'who answered')
  await keep(view, 'standby')
  assert.equal((await other.requests()).filter(({ path }) => path.endsWith('/chat/completions')).length, 1, 'asked once')
  await view.reload()
  await view.rows.first().click()
  await view.by('served-by').waitFor()
  await other.end()
})

scene('slower than usual is said while one waits, and the settings show the figures', {}, async (view) => {
  const usual = { lately: { answers: 12, arrivedPercent: 83, firstWordMs: 6400, tokensPerSecond: 21 }, usually: { answers: 240, arrivedPercent: 99, firstWordMs: 900, tokensPerSecond: 62 }, worse: ['arrival', 'firstWord', 'speed'], lateAfterMs: 1500 }
  let known = null
  await view.page.route('**/command/health_get', async (route) => (known === null ? route.continue() : route.fulfill({ json: known })))
  for (let n = 0; n < 6; n += 1) {
    await view.simulator.script({ answer: 'Salt comes from rivers.' })
    await view.ask(`question ${n}`)
    await until(async () => (await view.answers.count()) === n + 1, 'its answer')
    await view.ended()
  }
  const settings = async () => {
    await view.page.keyboard.press('Control+,')
    await view.page.getByRole('tab', { name: 'Account', exact: true }).click()
    await view.by('health').scrollIntoViewIfNeeded()
  }
  await settings()
  await view.by('health').getByText('not enough answers yet').waitFor()
  await view.by('health').getByText('100%').waitFor()
  await view.page.keyboard.press('Escape')

  // Weeks of answers are not to be had in a test.
  known = usual
  await view.reload()
  await settings()
  await view.by('health').getByText('Worse than usual').waitFor()
  await keep(view, 'health', () => view.by('health').scrollIntoViewIfNeeded())
  await view.page.keyboard.press('Escape')
  await view.simulator.script({ answer: 'At last.', faults: [{ keep_alive: { count: 600, every_ms: 50 } }] })
  await view.askNew('Is there room?')
  await view.by('phase-late').waitFor()
  assert.match(await view.by('phase-late').innerText(), /mostly 0\.9s/)
  await keep(view, 'late')
  await view.by('composer-stop').click()
  await view.ended('stopped')
})

scene('a question that was not sent can be taken back, also the first one', {}, async (view) => {
  await view.simulator.end()
  await view.ask('never mind')
  await view.by('phase-take-back').click()
  await until(async () => (await view.input.inputValue()) === 'never mind', 'the words are in the composer again')
  assert.equal(await view.questions.count(), 0)
  await until(async () => (await view.rows.count()) === 0, 'the library has no row of it')
})

const kept = {
  /** Stays when the program goes. */
  get data() {
    return mkdtempSync(join(tmpdir(), 'hadal-e2e-kept-'))
  },
}

scene('closing while answers come is asked once, and the next start goes on with them', kept, async (view) => {
  await view.simulator.script({ answer: 'one two three four five', gate: 'g' })
  await view.ask('count')
  await view.simulator.release('g', 5)
  await view.says(/one two/)
  assert.equal(await post(view, 'close'), false)
  await view.by('close-question').waitFor()
  await keep(view, 'close')
  await view.page.keyboard.press('Escape')
  await until(async () => (await view.by('close-question').count()) === 0, 'the question is gone')
  await until(async () => (await command(view, 'app_info', {})).closingAnswers === undefined, 'staying was heard')
  // The checkpoint is on the disk within a moment: then the program is killed.
  await view.page.waitForTimeout(500)
  const data = view.host.data
  await view.host.end()
  const host = await startHost({ base: view.simulator.base, data })
  const next = await Scene.open(view.simulator, host)
  try {
    await next.by('notice-cutAnswers').waitFor()
    await next.rows.first().click()
    await next.says(/one two/)
    await keep(next, 'cut')
    await next.simulator.script({ answer: 'one two three four five' })
    await next.by('cut-go-on').click()
    await next.says('one two three four five')
    await next.ended()
    await keep(next, 'resumed')
  } finally {
    await next.close()
    await host.end()
    rmSync(data, { recursive: true, force: true })
  }
})

scene('the focus is where one writes when the pressed "Try now" is gone', {}, async (view) => {
  await view.input.waitFor()
  await view.simulator.script({ faults: [{ reject: { status: 503, message: 'Service is too busy.', retry_after: 25 } }] })
  await view.ask('How deep?')
  await view.page.locator('[data-phase=retrying]').waitFor()
  await view.simulator.script({ answer: 'Very deep.', gate: 'g' })
  await view.by('phase-hurry').focus()
  await view.page.keyboard.press('Enter')
  await view.page.locator('[data-phase=retrying]').waitFor({ state: 'detached' })
  await until(async () => (await view.focused()) === 'composer-input', 'the answer is still coming')
  await view.simulator.open('g')
  await view.ended()
})

scene('a question that waits for a key says that, and not that the server cannot be reached', kept, async (view) => {
  await view.simulator.end()
  await view.ask('How deep?')
  await view.page.locator('[data-phase=waiting]').waitFor()
  await view.by('phase').getByText('cannot be reached').waitFor()
  const { data } = view.host
  await view.host.end()
  const host = await startHost({ base: view.simulator.base, data, key: null })
  const next = await Scene.open(view.simulator, host)
  try {
    await next.rows.first().click()
    await next.by('phase').getByText('there is no API key yet').waitFor()
    await keep(next, 'outbox-key')
  } finally {
    await next.close()
    await host.end()
    rmSync(data, { recursive: true, force: true })
  }
})
