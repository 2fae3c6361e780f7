// Diagrams: drawn when asked for, where nothing of them reaches the window.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cases } from './hostile-cases.mjs'
import { HostileWindow } from './hostile-window.mjs'
import { test } from 'node:test'
import { scene, until } from './scene.mjs'

const FLOW = '```mermaid\ngraph TD\n  accTitle: The way down\n  A[Surface 海面] --> B{Deep?}\n  B -->|yes| C[Hadal]\n  B -->|no| A\n```'

scene('a diagram is text until it is asked for, then a picture, then a file', {}, async (view) => {
  await view.simulator.script({ answer: FLOW })
  await view.ask('draw?')
  await view.ended()
  assert.equal(await view.page.locator('iframe').count(), 0, 'nothing of it is loaded before')
  assert.deepEqual(view.asked.filter((url) => url.includes('mermaid')), [])
  await view.by('diagram-draw').click()
  const picture = view.page.getByRole('img', { name: 'The way down' })
  await picture.waitFor()
  assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 50 && image.naturalHeight > 100), 'the picture shows')
  assert.match(decodeURIComponent(await picture.getAttribute('src')), /^data:image\/svg\+xml[\s\S]*Surface[\s\S]*海面/)
  assert.ok(await view.by('code-block').locator('pre').isHidden(), 'the picture takes the place of the source')
  await view.by('diagram-beside').click()
  assert.ok(await view.by('code-block').locator('pre').isVisible(), 'both stand side by side')

  await view.by('diagram-svg').click()
  await view.by('diagram-png').click()
  const exports = join(view.host.data, 'exports')
  const files = await until(() => {
    const names = readdirSync(exports)
    // Beside them a file may stand that is still being written.
    return ['.svg', '.png'].every((end) => names.some((name) => name.endsWith(end))) && names
  }, 'both files are there')
  const svg = readFileSync(join(exports, files.find((name) => name.endsWith('.svg'))), 'utf8')
  assert.match(svg, /^<svg [\s\S]*Surface[\s\S]*<\/svg>\s*$/)
  const png = readFileSync(join(exports, files.find((name) => name.endsWith('.png'))))
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')
  assert.deepEqual(view.asked.filter((url) => !url.startsWith(new URL(view.host.url).origin) && !url.startsWith('data:image/svg+xml') && url !== 'about:srcdoc'), [], 'no request left')
})

scene('a diagram that cannot be drawn keeps its source and says so', {}, async (view) => {
  await view.simulator.script({ answer: '```mermaid\ngraph TD\nA--\n```' })
  await view.ask('draw?')
  await view.ended()
  await view.by('diagram-draw').click()
  await view.by('diagram-problem').waitFor()
  assert.ok(await view.by('code-block').locator('pre').isVisible())
})

scene('a picture follows the theme', { theme: 'dark' }, async (view) => {
  await view.simulator.script({ answer: FLOW })
  await view.ask('draw?')
  await view.ended()
  await view.by('diagram-draw').click()
  const picture = view.page.getByRole('img', { name: 'The way down' })
  await picture.waitFor()
  const dark = await picture.getAttribute('src')
  await view.page.emulateMedia({ colorScheme: 'light' })
  await until(async () => (await picture.getAttribute('src')) !== dark, 'it is drawn anew')
})

/** What of drawn pictures could do something. Words may say what they like; elements and attributes may not. */
function active(addresses) {
  const found = []
  for (const address of addresses) {
    const source = decodeURIComponent(address.slice(address.indexOf(',') + 1))
    for (const element of new DOMParser().parseFromString(source, 'image/svg+xml').querySelectorAll('*')) {
      if (/^(script|foreignObject|iframe|parsererror)$/i.test(element.localName)) found.push(element.outerHTML)
      if (element.localName === 'style' && /@import|url\(\s*["']?\s*(?!#)/i.test(element.textContent)) found.push(element.outerHTML)
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || /javascript:|url\(\s*["']?\s*https?:/i.test(value)) found.push(`${name}=${value}`)
      }
    }
  }
  return found
}

test('a hostile diagram draws or does not, and does nothing else', { timeout: 240_000 }, async () => {
  const window = await HostileWindow.open()
  // The window itself refuses to parse text as markup.
  const bare = await window.view.page.context().browser().newPage()
  try {
    const all = cases().filter(({ kind, text }) => kind === 'diagrams' && text.length < 5000)
    for (let start = 0; start < all.length; start += 12) {
      await window.asked({ answer: all.slice(start, start + 12).map(({ text }) => `${text}\n\n`).join('') }, 'draw')
      // What is further down is mounted a little later.
      await until(async () => {
        await window.view.by('diagram-draw').evaluateAll((buttons) => buttons.forEach((button) => button.click()))
        return (await window.view.by('diagram-draw').count()) === 0
      }, 'each is drawn or told')
      const drawn = await window.view.by('diagram').locator('img').evaluateAll((images) => images.map(({ src }) => src))
      assert.deepEqual(await bare.evaluate(active, drawn), [])
    }
    await window.judge()
  } finally {
    await window.close()
  }
})
