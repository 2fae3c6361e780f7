// A window that is shown hostile texts everywhere, with the judge inside it and a record of all that it asks for.
import assert from 'node:assert/strict'
import { sharedBrowser, startHost, startSimulator } from './stage.mjs'
import { Scene, until } from './scene.mjs'
import { together } from './hostile-cases.mjs'
import { sit } from './hostile-judge.mjs'

/** Characters a second of an answer that is watched growing: a frame for each. */
const STEPS_PER_SECOND = 90

export class HostileWindow {
  static async open() {
    const simulator = await startSimulator()
    const host = await startHost({ base: simulator.base, words: ['--retries', '0'] })
    const context = await (await sharedBrowser()).newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: false })
    const page = await context.newPage()
    const heard = []
    const asked = []
    const own = new URL(host.url).origin
    page.on('pageerror', (error) => heard.push(`thrown: ${error}`))
    page.on('dialog', (dialog) => {
      heard.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('download', (download) => heard.push(`download: ${download.url()}`))
    page.on('websocket', (socket) => heard.push(`socket: ${socket.url()}`))
    page.on('framenavigated', (frame) => {
      // The drawing board is a frame with a constant page; whether another frame is there, the judge says.
      if (!frame.url().startsWith(own) && !['about:srcdoc', 'about:blank'].includes(frame.url())) heard.push(`navigation: ${frame.url()}`)
    })
    context.on('page', (other) => heard.push(`another page: ${other.url()}`))
    context.on('request', (request) => {
      if (!request.url().startsWith(`${own}/`) && !/^(data:image\/(png|jpeg|gif|webp|svg\+xml)|about:srcdoc)/.test(request.url())) asked.push(request.url())
    })
    await page.addInitScript(() => {
      window.violations = []
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`))
    })
    await page.addInitScript(sit)
    await page.goto(host.url)
    const view = new Scene(simulator, host, { page, heard, asked, close: () => context.close() })
    await view.input.waitFor()
    return new HostileWindow(view, own)
  }

  constructor(view, own) {
    this.view = view
    this.own = own
    this.token = new URL(view.host.url).searchParams.get('token')
  }

  async close() {
    await this.view.close()
    await this.view.host.end()
    await this.view.simulator.end()
  }

  /** A command as the page would send it. */
  async command(name, body) {
    const response = await fetch(`${this.own}/command/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hadal-token': this.token },
      body: JSON.stringify(body),
    })
    return response.json()
  }

  async asked(script, question) {
    await this.view.simulator.script(script)
    await this.view.askNew(question)
    await this.view.ended()
  }

  /** As question, thinking and answer at once; then every link of it is clicked. */
  async shows(batch) {
    const text = together(batch)
    // A question with a lone marker of the simulator would be an order to it.
    await this.asked({ answer: text, reasoning: text }, text.replaceAll('[[sim', '[[sim '))
    await this.view.by('reasoning-toggle').click()
    await this.view.page.evaluate(() => {
      for (const link of document.querySelectorAll('main a')) link.click()
    })
    await this.view.page.keyboard.press('Escape')
  }

  /** As an answer that comes one character a frame. */
  async grows(batch) {
    await this.asked({ tokens: batch.flatMap(({ text }) => [...text, '\n\n']), rate: STEPS_PER_SECOND }, 'grow')
  }

  /** As titles of a conversation, one after the other. */
  async isNamed(lines) {
    await this.asked({ answer: 'x' }, 'name me')
    const { rows } = await this.command('conversation_list', { limit: 10 })
    const id = rows[0].id
    for (const { text } of lines) {
      const title = text.replaceAll(/\s+/g, ' ').trim().slice(0, 120)
      if (title !== '') await this.command('conversation_rename', { conversationId: id, title })
    }
    await this.command('conversation_rename', { conversationId: id, title: 'the last name' })
    await until(async () => (await this.view.titles()).some((title) => title.includes('the last name')), 'the last name is shown')
  }

  /** As the words with which a server refuses. */
  async fails(lines) {
    for (const { text } of lines) {
      await this.view.simulator.script({ faults: [{ reject: { status: 400, message: text, kind: text.slice(0, 40) } }] })
      await this.view.askNew(text.replaceAll('[[sim', '[[sim ') || 'empty')
      await this.view.ended('failed')
    }
  }

  /** In what a search finds. */
  async finds(words) {
    if ((await this.view.by('search-open').count()) === 0) return
    await this.view.by('search-open').click()
    for (const word of words) {
      await this.view.by('search-field').fill(word)
      await this.view.page.waitForTimeout(300)
    }
    await this.view.page.keyboard.press('Escape')
  }

  async states() {
    return this.view.page.evaluate(() => window.verdict.states)
  }

  /** Nothing may have been found by anybody. */
  async judge() {
    assert.deepEqual(await this.view.page.evaluate(() => window.verdict.last()), [], 'the judge in the page saw nothing')
    assert.deepEqual(await this.view.page.evaluate(() => window.violations), [], 'the content policy had nothing to stop')
    assert.deepEqual(this.view.asked, [], 'no request left')
    assert.deepEqual(this.view.heard, [], 'nothing was thrown, opened, loaded or left')
    const opened = this.view.host.said.split('\n').filter((line) => line.startsWith('link: ') && !/^link: (https?|mailto):/.test(line))
    assert.deepEqual(opened, [], 'the program was asked to open plain addresses only')
    assert.equal(new URL(this.view.page.url()).origin, this.own)
  }
}
