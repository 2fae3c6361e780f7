// The window as a test sees it: what is there, and what one does with it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SECOND_ATTEMPT } from './reporter.mjs'
import { openPage, PATIENCE_MS, startHost, startSimulator } from './stage.mjs'

/** There is one clipboard for all pages: a scene that uses it waits for the one that does. */
let clipboard = Promise.resolve()

function withClipboard(act) {
  const mine = clipboard.then(act)
  clipboard = mine.catch(() => undefined)
  return mine
}

/**
 * A test with a scene of its own: simulator, history, page. After it, nothing may have been thrown in the page, and
 * no content policy may have been broken. `clipboard: true` gives it the clipboard for itself.
 *
 * A scene that fails is played once more from its start: real programs on a busy machine lose a key press now and then.
 * The first failure is told in full, and the run's last lines name every scene that needed its second attempt.
 */
export function scene(name, options, act) {
  const play = options.clipboard ? () => withClipboard(() => once(options, act)) : () => once(options, act)
  test(name, { timeout: 180_000 }, async (context) => {
    try {
      await play()
    } catch (first) {
      context.diagnostic(`${SECOND_ATTEMPT} ${name}\n${first.stack}`)
      await play()
    }
  })
}

async function once(options, act) {
  const simulator = await startSimulator(options.simulator)
  const ends = [() => simulator.end()]
  try {
    const host = await startHost({ base: simulator.base, ...options })
    ends.unshift(() => host.end())
    const view = await Scene.open(simulator, host, options)
    ends.unshift(() => view.close())
    await act(view)
    assert.deepEqual(view.heard, [], 'the page threw nothing and said nothing')
    assert.deepEqual(await view.page.evaluate(() => window.violations), [], 'no content policy was broken')
  } finally {
    for (const end of ends) await end()
  }
}

/** Asks again until `check` answers something true. */
export async function until(check, what) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await check()
    if (answer) return answer
    if (Date.now() > end) assert.fail(`waited in vain: ${what}`)
    await new Promise((done) => setTimeout(done, 25))
  }
}

export class Scene {
  static async open(simulator, host, options = {}) {
    return new Scene(simulator, host, await openPage(host.url, options))
  }

  constructor(simulator, host, { page, heard, asked, close }) {
    this.simulator = simulator
    this.host = host
    this.page = page
    this.heard = heard
    this.asked = asked
    this.close = close
  }

  /** A second window on the same program. */
  async another(options = {}) {
    return Scene.open(this.simulator, this.host, options)
  }

  by(id) {
    return this.page.getByTestId(id)
  }

  get input() {
    return this.by('composer-input')
  }

  get answers() {
    return this.page.locator('[data-testid=message][data-role=assistant]')
  }

  get questions() {
    return this.page.locator('[data-testid=message][data-role=user]')
  }

  get rows() {
    return this.page.locator('[data-row]')
  }

  row(title) {
    return this.rows.filter({ hasText: title })
  }

  async titles() {
    return (await this.rows.allInnerTexts()).map((text) => text.trim())
  }

  async ask(text) {
    await this.input.fill(text)
    await this.input.press('Enter')
  }

  async askNew(text) {
    await this.by('conversation-new').click()
    await this.by('empty-conversation').waitFor()
    await this.ask(text)
  }

  /** Waits for the last answer to stand in this state. */
  async ended(status = 'done') {
    await this.page.locator(`[data-testid=message][data-role=assistant][data-status=${status}]`).last().waitFor()
    await until(async () => (await this.answers.last().getAttribute('data-status')) === status, `the last answer is ${status}`)
  }

  /** Waits for the last answer to hold these words. */
  async says(text) {
    await this.by('answer-text').last().getByText(text).first().waitFor()
  }

  async answerText() {
    return (await this.by('answer-text').last().innerText()).trim()
  }

  /** Asks the program itself, past the window. */
  async command(name, request) {
    const { origin, searchParams } = new URL(this.host.url)
    const headers = { 'content-type': 'application/json', 'x-hadal-token': searchParams.get('token'), origin }
    const response = await fetch(`${origin}/command/${name}`, { method: 'POST', headers, body: JSON.stringify(request) })
    assert.equal(response.status, 200, name)
    return response.json()
  }

  /** What was asked of the server, without its wishes for titles. */
  async turnsAsked() {
    const all = await this.simulator.requests()
    return all.filter((request) => !JSON.stringify(request).includes('Write a title for this conversation'))
  }

  /** The page is loaded anew. The token is in memory only, so it goes into the address again. */
  async reload() {
    await this.page.goto(this.host.url)
    await this.input.waitFor()
  }

  focused() {
    return this.page.evaluate(() => {
      const at = document.activeElement
      return at?.getAttribute('data-testid') ?? (at?.hasAttribute('data-row') ? 'row' : (at?.getAttribute('aria-label') ?? at?.tagName ?? ''))
    })
  }
}
