// As much of the WebDriver protocol as a measurement needs.
import { freePort } from './desk.mjs'
import { PATIENCE_MS } from '../e2e/stage.mjs'

/** The name under which the protocol hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** A driver on this desk with one session. `options` name the program; without them it is WebKit's own small browser. */
export async function openSession(desk, options, environment = {}) {
  const port = await freePort()
  const driver = desk.start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { TAURI_WEBVIEW_AUTOMATION: 'true', ...environment })
  const base = `http://127.0.0.1:${port}`
  await answering(base)
  const always = { ...(options === null ? {} : { browserName: 'wry', 'webkitgtk:browserOptions': options }), timeouts: { script: 3_600_000 } }
  const { sessionId } = await send(`${base}/session`, { capabilities: { alwaysMatch: always } })
  const at = `${base}/session/${sessionId}`
  await send(`${at}/timeouts`, { script: 3_600_000 })
  return {
    pid: driver.pid,
    go: (url) => send(`${at}/url`, { url }),
    run: (script, args = []) => send(`${at}/execute/sync`, { script, args }),
    /** Waits for what the expression promises. */
    settled: (expression) =>
      send(`${at}/execute/async`, { script: `const done = arguments[0]; Promise.resolve(${expression}).then((value) => done(value ?? null))`, args: [] }),
    async find(selector) {
      const end = Date.now() + PATIENCE_MS
      for (;;) {
        const found = await send(`${at}/elements`, { using: 'css selector', value: selector })
        if (found.length > 0) return found[0][ELEMENT]
        if (Date.now() > end) throw new Error(`${selector} is not there`)
        await new Promise((done) => setTimeout(done, 50))
      }
    },
    click: (element) => send(`${at}/element/${element}/click`, {}),
    type: (element, text) => send(`${at}/element/${element}/value`, { text }),
    async end() {
      await fetch(at, { method: 'DELETE' }).catch(() => undefined)
      driver.kill('SIGTERM')
    },
  }
}

async function send(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`the driver refuses ${new URL(url).pathname}: ${value?.error} ${value?.message}`)
  return value
}

async function answering(base) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await fetch(`${base}/status`).catch(() => null)
    if (answer?.ok) return
    if (Date.now() > end) throw new Error('the driver does not answer')
    await new Promise((done) => setTimeout(done, 50))
  }
}
