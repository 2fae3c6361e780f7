// What a test stands on: a simulator, the dev host over it with an empty history, Chromium, and a page.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const UI = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const DEVHOST = process.env['HADAL_DEVHOST'] ?? join(UI, '..', 'target', 'debug', `hadal-devhost${SUFFIX}`)
const SIMULATOR = process.env['HADAL_SIMULATOR'] ?? join(dirname(DEVHOST), `hadal-simulator${SUFFIX}`)
export const PAGE = process.env['HADAL_UI'] ?? join(UI, 'dist')

/** Keys that the simulator knows. They open nothing else. */
export const TEST_KEY = 'sk-hadal-test-0000000000000000000000000000'
export const EMPTY_KEY = 'sk-hadal-empty-000000000000000000000000000'

/** How long anything may take on a machine that is busy with something else. */
export const PATIENCE_MS = 20_000

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
]

const children = new Set()
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** Starts a program and waits for the first line that `pattern` finds. */
async function program(path, words, pattern, env = {}) {
  if (!existsSync(path)) throw new Error(`${path} is not there: build it first (cargo xtask test browser does)`)
  const { DEEPSEEK_API_KEY: _key, HADAL_DATA_DIR: _data, HADAL_BASE_URL: _url, ...mine } = process.env
  const child = spawn(path, words, { env: { ...mine, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let said = ''
  const ended = new Promise((done) => child.once('exit', done)).then(() => children.delete(child))
  const found = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${path} says nothing: ${said}`)), PATIENCE_MS)
    const read = (chunk) => {
      said += chunk
      const match = pattern.exec(said)
      if (match === null) return
      clearTimeout(timer)
      done(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => fail(new Error(`${path} ended with ${code}: ${said}`)))
  })
  return {
    found,
    pid: child.pid,
    get said() {
      return said
    },
    async end(signal = 'SIGKILL') {
      child.kill(signal)
      await ended
    },
  }
}

/** A simulator of one's own, with its admin routes; on a free port unless told. */
export async function startSimulator(words = [], port = '0') {
  const running = await program(SIMULATOR, ['--port', port, '--admin', ...words], /^(http:\S+)/m)
  const base = running.found.replace(/\/$/, '')
  const admin = async (path, body) => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${base}/__sim/${path}`, init)
    if (!response.ok) throw new Error(`/__sim/${path}: ${response.status} ${await response.text()}`)
    return response
  }
  return {
    base,
    /** What the next request gets. */
    script: (script) => admin('script', script),
    /** Lets `release` more events of a gate through. */
    release: (name, release) => admin('gate', { name, release }),
    open: (name) => admin('gate', { name, open: true }),
    requests: async () => (await admin('requests')).json(),
    end: () => running.end(),
  }
}

/** The dev host over a simulator (or, without `base`, over DeepSeek's own address). Its history lies in `data`; without one, in a folder that goes with it. */
export async function startHost({ base, key = TEST_KEY, data, words = [], port = '0', ui = PAGE }) {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'hadal-e2e-'))
  const address = base === undefined ? [] : ['--base-url', base]
  const args = ['--port', port, '--data-dir', folder, ...address, '--ui', ui, ...words]
  const running = await program(DEVHOST, args, /^(http:\S+token=\S+)/m, key === null ? {} : { DEEPSEEK_API_KEY: key })
  return {
    url: running.found,
    pid: running.pid,
    data: folder,
    get said() {
      return running.said
    },
    async end() {
      await running.end()
      if (data === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function chromiumPath() {
  const known = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  return known.find((path) => path !== undefined && existsSync(path))
}

let browser

/** One Chromium for all tests; each has a context of its own. */
export function sharedBrowser() {
  const executablePath = chromiumPath()
  browser ??= chromium.launch({ args: FLAGS, ...(executablePath === undefined ? { channel: 'chrome' } : { executablePath }) })
  return browser
}

export async function closeBrowser() {
  await (await browser)?.close()
  browser = undefined
}

/** What a page may say that no test would look for. */
function listen(page, heard) {
  page.on('pageerror', (error) => heard.push(`error: ${error}`))
  page.on('console', (message) => {
    // A command's refusal is told by the browser as a failed request; the window shows it in words.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(`console: ${message.text()}`)
  })
  page.on('dialog', (dialog) => {
    heard.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

/** Opens the window's page at `url`. */
export async function openPage(url, { width = 1280, height = 800, theme = 'light', locale = 'en-US', contrast, motion, touch } = {}) {
  const context = await (await sharedBrowser()).newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale,
    deviceScaleFactor: 1,
    acceptDownloads: false,
    ...(contrast === undefined ? {} : { contrast }),
    ...(motion === undefined ? {} : { reducedMotion: motion }),
    ...(touch === undefined ? {} : { hasTouch: touch }),
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const heard = []
  /** Addresses that the page asked for, whatever became of them. */
  const asked = []
  listen(page, heard)
  page.on('request', (request) => asked.push(request.url()))
  await page.addInitScript(() => {
    window.violations = []
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`))
  })
  await page.goto(url)
  return { page, heard, asked, close: () => context.close() }
}
