// A third language is one more file: one is dropped in, the window is built with it, and speaks it everywhere.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { misplaced } from './layout.mjs'
import { scene, until } from './scene.mjs'

const UI = resolve(dirname(fileURLToPath(import.meta.url)), '..')
/** The tag for a made-up language that runs from right to left. */
const TAG = 'ar-XB'
const ACCENTS = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', n: 'ñ', c: 'ç', A: 'Á', E: 'É', O: 'Ó', S: 'Š', y: 'ý' }

/** Marked, and a third longer, as German is. */
function madeUp(text) {
  const pieces = text.split(/(\{\w+\})/)
  const said = pieces.map((piece) => (piece.startsWith('{') ? piece : piece.replaceAll(/[aeioncuAEOSy]/g, (letter) => ACCENTS[letter] ?? letter))).join('')
  return `⟦${said}${' ~'.repeat(Math.ceil(text.length / 6))}⟧`
}

/** What is the same in every language: names, kinds of files, keys, addresses, figures. */
const SAME = /^(English|简体中文|.*\(XB\).*|العربية.*|Hadal|DeepSeek.*|deepseek-[\w-]+|V4.*|Flash|Pro|Chat|kelp|\P{L}*(CN|US)\P{L}*|Markdown|JSON|HTML|PDF|PNG|DOCX|Word|CSV|TXT|[\w.]+\.(md|json|html)|https?:\/\/\S+|127\.0\.0\.1\S*|sk-\S+|[~/].*|((Ctrl|Shift|Alt|F\d|Del|Esc|Enter|Tab|Backspace|[↑↓]|ArrowUp|ArrowDown|[A-Z,./=-])\+?)+)$/u

describe('a third language', () => {
  let folder
  const look = {
    get ui() {
      return join(folder, 'dist')
    },
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hadal-e2e-language-'))
    for (const name of ['src', 'index.html', 'svelte.config.js', 'vite.config.ts', 'tsconfig.json', 'package.json']) cpSync(join(UI, name), join(folder, name), { recursive: true })
    symlinkSync(join(UI, 'node_modules'), join(folder, 'node_modules'))
    const words = join(folder, 'src', 'lib', 'i18n')
    const english = JSON.parse(readFileSync(join(words, 'en.json'), 'utf8'))
    const made = Object.fromEntries(
      Object.entries(english).map(([key, message]) => [key, typeof message === 'string' ? madeUp(message) : Object.fromEntries(['few', 'many', 'other'].map((form) => [form, madeUp(message.other)]))]),
    )
    writeFileSync(join(words, `${TAG}.json`), JSON.stringify(made))
    await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'error' })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  scene('it is offered by its own name, spoken at once, mirrored, and nothing is said in another', look, async (view) => {
    const { page } = view
    const strangers = async (where) => {
      const found = await page.evaluate(() => {
        const texts = []
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walk.nextNode()) {
          const { parentElement, textContent } = walk.currentNode
          const text = textContent.trim()
          if (text !== '' && /\p{L}/u.test(text) && parentElement?.checkVisibility() && !parentElement.closest('[data-message-text], .selectable, [data-row], textarea, script, style, bdi')) texts.push(text)
        }
        for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
          for (const name of ['aria-label', 'placeholder', 'title']) {
            const text = one.getAttribute(name)
            if (text && /\p{L}/u.test(text)) texts.push(text)
          }
        }
        return [...new Set(texts)].filter((text) => !text.includes('⟦'))
      })
      assert.deepEqual(found.filter((text) => !SAME.test(text)), [], where)
      assert.deepEqual(await misplaced(page), [], where)
    }
    await view.input.waitFor()
    await page.keyboard.press('Control+,')
    await page.getByRole('tab').nth(3).click()
    await page.getByRole('radiogroup', { name: 'Language' }).getByRole('radio').nth(2).click()
    await until(async () => (await page.evaluate(() => document.documentElement.lang)) === 'ar-XB', 'it is spoken')
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl')
    const tabs = page.getByRole('tab')
    for (let at = 0; at < (await tabs.count()); at += 1) {
      await tabs.nth(at).click()
      await page.waitForTimeout(150)
      await strangers(`settings, page ${at + 1}`)
    }
    await page.keyboard.press('Escape')
    await strangers('the empty window')
    await view.ask('kelp')
    await view.ended()
    await strangers('a conversation')
    for (const [keys, id] of [['Control+k', 'palette'], ['Control+Shift+f', 'search'], ['Control+/', 'shortcut-overview'], ['Control+.', 'parameters']]) {
      await page.keyboard.press(keys)
      await view.by(id).waitFor()
      await page.waitForTimeout(150)
      await strangers(id)
      await page.keyboard.press('Escape')
      await view.by(id).waitFor({ state: 'detached' })
    }
    await view.reload()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ar-XB', 'it is kept')
  })
})
