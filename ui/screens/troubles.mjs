// When something is not as it should be: each has a face, and one way on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Scene, until } from '../e2e/scene.mjs'
import { EMPTY_KEY, startHost, startSimulator } from '../e2e/stage.mjs'
import { call, shoot, wanted } from './camera.mjs'

export async function troubles(name, text) {
  const [first, second, third] = text.history.map(([title]) => title)
  if (wanted('line')) await line(name, text, [first, second, third])
  if (wanted('resume')) await resume(name, text, first)
  if (wanted('money')) await money(name, text, first)
  if (wanted('close')) await closing(name, text, first)
  if (wanted('lost')) await lost(name, text, first)
  if (wanted('broken')) await broken(name, text)
}

/** Opens a window of its own; everything goes with it. */
async function apart(text, options, act) {
  const simulator = await startSimulator(options.simulator)
  const host = await startHost({ base: simulator.base, ...options })
  const view = await Scene.open(simulator, host, text)
  try {
    await act(view, simulator)
  } finally {
    await view.close()
    await host.end()
    await simulator.end()
  }
}

/** Waiting in the server's queue, for the next try, for a server that is left alone, for a network. */
function line(name, text, [first, second, third]) {
  return apart(text, {}, async (view, simulator) => {
    await simulator.script({ answer: text.short, faults: [{ keep_alive: { count: 2000, every_ms: 50 } }] })
    await view.ask(first)
    await view.page.locator('[data-phase=queued]').waitFor()
    await shoot(view, `${name}-waiting-queue`)
    await view.by('composer-stop').click()
    await view.ended('stopped')
    await shoot(view, `${name}-stopped`)
    await simulator.script({ faults: [{ reject: { status: 503, message: 'Service is too busy.', retry_after: 25 } }] })
    await view.ask(second)
    await view.page.locator('[data-phase=retrying]').waitFor()
    await shoot(view, `${name}-waiting-try`)
    for (let n = 0; n < 6; n += 1) await simulator.script({ faults: ['busy'] })
    await view.by('phase-hurry').click()
    await view.ended('failed')
    await view.ask(third)
    await until(async () => (await view.answers.count()) === 3, 'its answer')
    await view.ended('failed')
    await view.ask(first)
    await view.page.locator('[data-phase=paused]').waitFor()
    await shoot(view, `${name}-waiting-paused`)
    await view.by('phase-take-back').click()
    await simulator.end()
    await view.askNew(text.busy)
    await view.page.locator('[data-phase=waiting]').waitFor()
    await shoot(view, `${name}-waiting-network`)
  })
}

/** An answer that the line cuts: what it says, the going on, and the whole of it. And a program that ended in the middle. */
function resume(name, text, first) {
  return apart(text, { words: ['--retries', '0'] }, async (view, simulator) => {
    const { answer } = text.thinking
    await simulator.script({ answer, faults: [{ cut_after: 12 }] })
    await view.ask(first)
    await view.by('message-continue').waitFor()
    await shoot(view, `${name}-cut`)
    const gate = `resume-${name}`
    await simulator.script({ answer, gate })
    await view.by('message-continue').click()
    await simulator.release(gate, 8)
    await until(async () => (await view.answers.last().getAttribute('data-status')) === 'streaming', 'it goes on')
    await shoot(view, `${name}-resuming`)
    await simulator.open(gate)
    await view.ended()
    await shoot(view, `${name}-resumed`)
  })
}

async function money(name, text, first) {
  await apart(text, { key: EMPTY_KEY }, async (view) => {
    await view.ask(first)
    await view.by('error-note').waitFor()
    await shoot(view, `${name}-balance-empty`)
  })
  await apart(text, { words: ['--retries', '0'] }, async (view) => {
    await view.input.waitFor()
    await call(view, 'demo_enter', {})
    await call(view, 'demo_leave', {})
    await view.page.keyboard.press('Control+,')
    await view.page.getByRole('tab').first().waitFor()
    await view.by('connection-test').click()
    await view.by('connection-report').waitFor()
    await shoot(view, `${name}-connection`)
    await view.simulator.end()
    await view.by('connection-test').click()
    await view.page.locator('[data-testid=connection-report] .bad').first().waitFor()
    await shoot(view, `${name}-connection-broken`)
  })
}

function closing(name, text, first) {
  return apart(text, {}, async (view, simulator) => {
    await simulator.script({ answer: text.thinking.answer, gate: 'g' })
    await view.ask(first)
    await simulator.release('g', 20)
    await view.by('answer-text').waitFor()
    const { origin, searchParams } = new URL(view.host.url)
    await fetch(`${origin}/close`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hadal-token': searchParams.get('token'), origin }, body: '{}' })
    await view.by('close-question').waitFor()
    await shoot(view, `${name}-close`)
  })
}

function lost(name, text, first) {
  return apart(text, {}, async (view) => {
    await view.ask(first)
    await view.ended()
    await view.host.end()
    await view.by('notice-lost').waitFor()
    await shoot(view, `${name}-lost`)
  })
}

/** A history that another program has open, and one that is none. */
async function broken(name, text) {
  const data = mkdtempSync(join(tmpdir(), 'hadal-screens-'))
  const holder = await startHost({ data })
  await apart(text, { data }, async (view) => {
    await view.by('stop-screen').waitFor()
    await shoot(view, `${name}-history-in-use`)
  })
  await holder.end()
  rmSync(data, { recursive: true, force: true })
  const strange = mkdtempSync(join(tmpdir(), 'hadal-screens-'))
  writeFileSync(join(strange, 'history.db'), 'Dear diary, '.repeat(1000))
  await apart(text, { data: strange }, async (view) => {
    await view.by('stop-screen').waitFor()
    await shoot(view, `${name}-history-strange`)
  })
  rmSync(strange, { recursive: true, force: true })
}
