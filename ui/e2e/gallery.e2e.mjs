// The parts of the window in all their states, in each face: photographed, looked through by axe, and measured.
// Pictures land beside those of the screens.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { clean } from './axe.mjs'
import { misplaced } from './layout.mjs'
import { openPage } from './stage.mjs'

const UI = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const FOLDER = process.env['HADAL_SCREENS'] ?? resolve(UI, '..', 'target', 'screens')

const FACES = [
  ['light', 'theme=light', {}],
  ['dark', 'theme=dark', { theme: 'dark' }],
  ['light-contrast', 'theme=light&contrast=more', {}],
  ['dark-contrast', 'theme=dark&contrast=more', { theme: 'dark' }],
  ['dense', 'density=dense', {}],
  ['large', 'text=200', {}],
  ['narrow', '', { width: 360 }],
  ['narrow-large', 'text=200', { width: 360 }],
  ['right-to-left', 'dir=rtl', {}],
]

/** Puts the states on that only a pointer or a key makes. */
async function force(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('DOM.enable')
  await session.send('CSS.enable')
  const { root } = await session.send('DOM.getDocument')
  let forced = 0
  for (const state of ['hover', 'active', 'focus-visible']) {
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: `[data-force=${state}] :is(button, input, textarea)` })
    for (const nodeId of nodeIds) {
      const forcedPseudoClasses = state === 'focus-visible' ? ['focus', 'focus-visible', 'focus-within'] : [state]
      await session.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses })
      forced += 1
    }
  }
  return forced
}

describe('the gallery', () => {
  let server
  let address

  before(async () => {
    mkdirSync(FOLDER, { recursive: true })
    server = await createServer({ root: UI, logLevel: 'error', server: { port: 0, strictPort: false, host: '127.0.0.1' } })
    await server.listen()
    address = server.resolvedUrls.local[0]
  })
  after(() => server?.close())

  for (const [face, wishes, look] of FACES) {
    test(`every part in every state: ${face}`, { timeout: 120_000 }, async () => {
      const { page, heard, close } = await openPage(`${address}gallery.html?${wishes}`, look)
      try {
        await page.getByRole('heading', { name: 'The parts' }).waitFor()
        const parts = await page.locator('[data-part]').evaluateAll((all) => all.map((one) => one.dataset.part).join(' '))
        for (const part of ['Button', 'IconButton', 'Icon', 'Keys', 'Spinner', 'Progress', 'TextField', 'TextArea', 'Check', 'Segmented', 'RadioList', 'Menu', 'ContextMenu', 'Tooltip', 'Dialog', 'ToastView']) {
          assert.match(parts, new RegExp(`\\b${part}\\b`))
        }
        assert.deepEqual(await misplaced(page), [], 'everything in its place')
        await clean({ page }, face)
        const picture = (name) => page.screenshot({ path: join(FOLDER, `gallery-${face}${name}.png`), animations: 'disabled' })
        const whole = await page.locator('main').evaluate((main) => main.scrollHeight)
        const size = page.viewportSize()
        await page.setViewportSize({ ...size, height: whole })
        assert.ok((await force(page)) > 20, 'states were forced')
        await picture('')
        await page.setViewportSize(size)
        for (const [name, open, closes] of [
          ['menu', () => page.getByTestId('open-menu').click(), true],
          ['ground', () => page.getByTestId('open-ground').click({ button: 'right' }), true],
          ['tooltip', () => page.getByTestId('open-tooltip').focus(), false],
          ['dialog', () => page.getByTestId('open-dialog').click(), true],
          ['question', () => page.getByTestId('open-question').click(), true],
          ['finder', () => page.getByTestId('open-finder').click(), true],
          ['notes', () => page.getByTestId('open-toasts').click(), false],
        ]) {
          await open()
          await page.waitForTimeout(250)
          assert.deepEqual(await misplaced(page), [], name)
          await clean({ page }, `${face}, ${name}`)
          await picture(`-${name}`)
          if (closes) await page.keyboard.press('Escape')
          await page.waitForTimeout(120)
        }
        assert.deepEqual(heard, [])
      } finally {
        await close()
      }
    })
  }

  test('reduced motion is no motion at all', async () => {
    const { page, close } = await openPage(`${address}gallery.html`, { motion: 'reduce' })
    try {
      await page.getByRole('heading', { name: 'The parts' }).waitFor()
      // What waits before it shows has shown.
      await page.waitForTimeout(400)
      const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length)
      assert.equal(moving, 0)
    } finally {
      await close()
    }
  })
})
