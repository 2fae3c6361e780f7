// Pictures of every state, in two languages, two themes and two widths: `cargo xtask screens [STATE…] [en|zh]`.
// Nothing in them depends on chance: answers are scripted, streams are held by a gate, dates are laid out.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Scene } from './e2e/scene.mjs'
import { closeBrowser, startHost, startSimulator } from './e2e/stage.mjs'
import { call, FOLDER, inTokens, LANGUAGES, languages, shoot, SIZES, wanted } from './screens/camera.mjs'
import { branches } from './screens/branches.mjs'
import { around } from './screens/composer.mjs'
import { troubles } from './screens/troubles.mjs'

const FIXTURES = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'src-tauri', 'crates', 'transfer', 'tests', 'fixtures')
const DAY_MS = 86_400_000
/** Gives the list the ages that its texts have: a history made in a second would all be of today. */
async function age(view, text) {
  const ages = new Map(text.history)
  const now = Date.now()
  await view.page.route('**/command/conversation_list', async (route) => {
    const response = await route.fetch().catch(() => null)
    // The page was loaded anew meanwhile: nobody waits for this one.
    const page = await response?.json().catch(() => null)
    if (!page) return route.abort().catch(() => undefined)
    // What else is there has the age it has.
    for (const row of page.rows) if (ages.has(row.title)) row.updatedAtMs = now - ages.get(row.title) * DAY_MS
    await route.fulfill({ response, json: page })
  })
  await view.reload()
}

/** The first screen as it is outside of tests: with DeepSeek's own address, which nothing is sent to without a key. */
async function firstStart(name, text) {
  const host = await startHost({ key: null })
  const view = await Scene.open(null, host, text)
  await view.by('first-start').waitFor()
  await shoot(view, `${name}-first-start`)
  await view.close()
  await host.end()
}

async function withoutKey(simulator, name, text) {
  const host = await startHost({ base: simulator.base, key: null })
  const view = await Scene.open(simulator, host, text)
  await view.by('first-start').waitFor()
  if (wanted('refused')) {
    await view.by('key-field').fill('sk-0123456789abcdef0123456789abcdef')
    await view.by('key-check').click()
    await view.page.locator('[aria-invalid=true]').waitFor()
    await shoot(view, `${name}-refused`)
  }
  if (wanted('demo')) {
    await view.by('demo-enter').click()
    await view.ask(text.demo)
    await view.ended()
    await shoot(view, `${name}-demo`)
  }
  await view.close()
  await host.end()
}

/** The list in order: folders, a tag, pins, several chosen; what is found; the palette; the trash. */
async function shelves(view, name, text) {
  const { keyboard } = view.page
  const { rows } = await call(view, 'conversation_list', { limit: 20 })
  const [outer, inner, other] = text.folders
  const { id } = await call(view, 'folder_make', { name: outer })
  const { id: within } = await call(view, 'folder_make', { name: inner, parentId: id })
  const { id: second } = await call(view, 'folder_make', { name: other })
  const { id: tag } = await call(view, 'tag_make', { name: text.tag })
  const ids = rows.map((row) => row.id)
  await call(view, 'selection_arrange', { conversationIds: ids.slice(2, 5), change: { folderId: second, addTagId: tag } })
  await call(view, 'selection_arrange', { conversationIds: ids.slice(1, 2), change: { pinned: true } })
  const listed = async () => {
    if ((await view.rows.count()) === 0) await keyboard.press('Control+b')
    await view.rows.first().waitFor()
  }
  if (wanted('library')) {
    await shoot(view, `${name}-library`, { before: listed })
    await view.reload()
    await shoot(view, `${name}-library-chosen`, {
      sizes: SIZES.slice(0, 1),
      async before() {
        await keyboard.press('Escape')
        await view.rows.nth(2).click({ modifiers: ['Control'] })
        await view.rows.nth(5).click({ modifiers: ['Shift'] })
      },
    })
    await view.reload()
    await view.rows.first().click()
    await view.questions.first().waitFor()
    await keyboard.press('Control+Shift+M')
    await view.by('place-picker').waitFor()
    await shoot(view, `${name}-library-move`)
    await keyboard.press('Escape')
  }
  if (wanted('search')) {
    await keyboard.press('Control+Shift+F')
    await view.by('search').waitFor()
    await shoot(view, `${name}-search-empty`)
    await view.by('search-field').fill(text.find)
    await view.page.locator('[data-hit]').first().waitFor()
    await shoot(view, `${name}-search`)
    await view.by('search-field').fill('xyzzy')
    await view.page.locator('[data-hit]').first().waitFor({ state: 'detached' })
    await shoot(view, `${name}-search-none`)
    await keyboard.press('Escape')
    await keyboard.press('Escape')
  }
  if (wanted('palette')) {
    await keyboard.press('Control+k')
    await view.by('palette').waitFor()
    await shoot(view, `${name}-palette`)
    await view.by('palette-field').fill(text.find)
    await view.page.waitForTimeout(300)
    await shoot(view, `${name}-palette-found`)
    await keyboard.press('Escape')
    await keyboard.press('Control+/')
    await view.by('shortcut-overview').waitFor()
    await shoot(view, `${name}-shortcuts`)
    await keyboard.press('Escape')
  }
  if (wanted('trash')) {
    await call(view, 'selection_delete', { conversationIds: ids.slice(6, 8) })
    await view.by('shelf-trash').click()
    await shoot(view, `${name}-trash`, { before: listed })
    await view.reload()
    await call(view, 'selection_restore', { conversationIds: ids.slice(6, 8) })
  }
  await call(view, 'folder_delete', { folderId: within })
  await call(view, 'folder_delete', { folderId: id })
  await call(view, 'folder_delete', { folderId: second })
  await call(view, 'tag_delete', { tagId: tag })
  await call(view, 'selection_arrange', { conversationIds: ids, change: { pinned: false } })
  await view.reload()
}

/** Export: one conversation as Markdown, everything as HTML, and the end. */
async function exports(view, name, simulator, text) {
  const { keyboard } = view.page
  await simulator.script({ reasoning: text.rich.reasoning, answer: text.rich.answer })
  await view.askNew(text.rich.ask)
  await view.ended()
  await keyboard.press('Control+Shift+E')
  await view.by('export-text').waitFor()
  await shoot(view, `${name}-export`)
  await view.by('export-save').click()
  await view.by('export-end').waitFor()
  await shoot(view, `${name}-export-saved`)
  await keyboard.press('Escape')
  await shoot(view, `${name}-export-menu`, {
    sizes: SIZES.slice(0, 1),
    async before() {
      await keyboard.press('Escape')
      await keyboard.press('Escape')
      await view.by('message-more').last().click()
      await view.page.getByRole('menu').waitFor()
      await keyboard.press('ArrowDown')
      await keyboard.press('ArrowDown')
      await keyboard.press('ArrowRight')
    },
  })
  await keyboard.press('Escape')
  await keyboard.press('Escape')
}

/** Import: the empty dialog, what was found, the end. */
async function imports(view, name) {
  const { keyboard } = view.page
  const folder = join(view.host.data, 'choices')
  mkdirSync(folder, { recursive: true })
  for (const file of ['chatgpt.json', 'deepseek.json']) copyFileSync(join(FIXTURES, file), join(folder, file))
  writeFileSync(join(folder, 'notes.txt'), 'notes')
  await view.by('settings-open').click()
  await view.page.getByRole('tab').nth(5).click()
  await view.by('data-import').click()
  await view.by('import-choose').waitFor()
  await shoot(view, `${name}-import`)
  await view.by('import-choose').click()
  await view.by('import-take').waitFor()
  await shoot(view, `${name}-import-seen`)
  await view.by('import-take').click()
  await view.by('import-end').waitFor()
  await shoot(view, `${name}-import-done`)
  await keyboard.press('Escape')
}

async function withKey(simulator, name, text) {
  const host = await startHost({ base: simulator.base, words: ['--retries', '0'] })
  const view = await Scene.open(simulator, host, text)
  await view.by('empty-conversation').waitFor()
  if (wanted('empty')) await shoot(view, `${name}-empty`)

  for (const [title] of text.history.toReversed()) {
    await simulator.script({ answer: text.short })
    await view.askNew(title)
    await view.ended()
  }
  await age(view, text)
  await view.by('conversation-new').click()
  if (wanted('history')) {
    await shoot(view, `${name}-history`, {
      // In a narrow window the list lies over the conversation.
      async before() {
        if ((await view.rows.count()) === 0) await view.page.keyboard.press('Control+b')
        await view.rows.first().waitFor()
      },
    })
    await view.reload()
  }
  if (['library', 'search', 'palette', 'trash'].some(wanted)) await shelves(view, name, text)
  if (wanted('settings')) {
    await view.by('settings-open').click()
    await view.page.getByRole('dialog').waitFor()
    const tabs = ['account', 'chat', 'prompts', 'look', 'keys', 'data', 'privacy']
    for (const [at, tab] of tabs.entries()) {
      await view.page.getByRole('tab').nth(at).click()
      await shoot(view, `${name}-settings-${tab}`)
    }
    await view.page.keyboard.press('Escape')
  }
  if (wanted('export')) await exports(view, name, simulator, text)
  if (wanted('import')) await imports(view, name)
  if (wanted('menu')) {
    await shoot(view, `${name}-menu`, {
      async before() {
        await view.page.keyboard.press('Escape')
        await view.by('thinking-picker').click()
      },
    })
    await view.page.keyboard.press('Escape')
  }
  if (wanted('thinking') || wanted('streaming')) {
    const reasoning = inTokens(text.thinking.reasoning)
    const tokens = inTokens(text.thinking.answer)
    const gate = `stream-${name}`
    await simulator.script({ reasoning_tokens: reasoning, tokens, gate })
    await view.askNew(text.thinking.ask)
    // One event opens the stream. Then it stands still in its thinking, and again in the middle of its answer.
    const first = Math.round(reasoning.length * 0.6)
    await simulator.release(gate, 1 + first)
    await view.by('reasoning').waitFor()
    await view.page.waitForTimeout(2000)
    if (wanted('thinking')) await shoot(view, `${name}-thinking`)
    await simulator.release(gate, reasoning.length - first + tokens.length)
    await view.by('answer-text').waitFor()
    await view.page.waitForTimeout(500)
    if (wanted('streaming')) await shoot(view, `${name}-streaming`)
    await simulator.open(gate)
    await view.ended()
  }
  if (wanted('rich') || wanted('readme') || wanted('error')) {
    const gate = `rich-${name}`
    const reasoning = inTokens(text.rich.reasoning)
    await simulator.script({ reasoning_tokens: reasoning, answer: text.rich.answer, gate })
    await view.askNew(text.rich.ask)
    await simulator.release(gate, 1 + reasoning.length)
    // So long as one would think about it.
    await view.page.waitForTimeout(3000)
    await simulator.open(gate)
    await view.ended()
    await view.page.waitForTimeout(500)
    if (wanted('rich')) {
      await shoot(view, `${name}-rich`, { before: () => view.by('message-list').evaluate((list) => list.scrollTo(0, -list.scrollHeight)) })
      await shoot(view, `${name}-rich-end`, { before: () => view.by('message-list').evaluate((list) => list.scrollTo(0, 0)) })
    }
  }
  // For the README: the whole of it in one sight.
  if (wanted('readme')) await shoot(view, `${name}-readme`, { sizes: [{ width: 1280, height: 1010 }] })
  if (wanted('error')) {
    await simulator.script({ faults: ['busy'] })
    await view.ask(text.busy)
    await view.by('error-note').waitFor()
    await shoot(view, `${name}-error`)
  }
  await around(view, name, simulator, text)
  await branches(view, name, simulator, text)
  if (wanted('other')) {
    await simulator.script({ reasoning: text.other.reasoning, answer: text.other.answer })
    await view.askNew(text.other.ask)
    await view.ended()
    await shoot(view, `${name}-chinese`)
  }
  await view.close()
  await host.end()
}

mkdirSync(FOLDER, { recursive: true })
try {
  for (const name of languages) {
    const simulator = await startSimulator()
    if (wanted('first-start')) await firstStart(name, LANGUAGES[name])
    if (['refused', 'demo'].some(wanted)) await withoutKey(simulator, name, LANGUAGES[name])
    await withKey(simulator, name, LANGUAGES[name])
    await simulator.end()
    await troubles(name, LANGUAGES[name])
  }
} finally {
  await closeBrowser()
}
process.exit(0)
