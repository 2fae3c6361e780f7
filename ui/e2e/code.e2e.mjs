// Code: plain at once, coloured a moment later, whole when one asks.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scene, until } from './scene.mjs'

const tokens = ['Look:\n\n', '```python\n', 'def depth(x):\n', '    return ', 'x + 1\n', '```\n\n', 'Done.']

scene('code is coloured line by line while it comes, and what is coloured stays', {}, async (view) => {
  await view.simulator.script({ tokens, gate: 'g' })
  await view.ask('code?')
  await view.simulator.release('g', 5)
  const keyword = view.by('code-block').locator('.token-keyword')
  await keyword.first().waitFor()
  assert.equal(await keyword.allInnerTexts().then((words) => words.join('|')), 'def ', 'the line that may still grow is plain')
  const first = await keyword.first().elementHandle()
  await view.simulator.open('g')
  await view.ended()
  await until(async () => (await keyword.count()) === 2, 'the second line is coloured')
  assert.ok(await first.evaluate((element) => element.isConnected), 'the first line was not set again')
  assert.equal(await view.by('code-block').locator('pre').innerText(), 'def depth(x):\n    return x + 1')
})

scene('colours come back with the conversation; a very long block shows its beginning', { clipboard: true }, async (view) => {
  const lines = Array.from({ length: 60 }, (_, line) => `let line_${line} = "é😀";`)
  await view.simulator.script({ answer: `- in a list\n\n  \`\`\`rust\n  ${lines.join('\n  ')}\n  \`\`\`` })
  await view.ask('long?')
  await view.ended()
  await view.reload()
  await view.rows.first().click()
  const block = view.by('code-block')
  await until(async () => (await block.locator('.token-string').count()) === 30, 'thirty lines are shown and coloured')
  await view.by('code-fold').click()
  await until(async () => (await block.locator('.token-string').count()) === 60, 'all lines are shown and coloured')
  await block.hover()
  await view.by('code-copy').click()
  assert.equal(await view.page.evaluate(() => navigator.clipboard.readText()), lines.join('\n'))
  await view.by('code-save').click()
  const exports = join(view.host.data, 'exports')
  const name = await until(() => existsSync(exports) && readdirSync(exports).find((one) => one.endsWith('.rs')), 'it is a file of its language')
  assert.equal(readFileSync(join(exports, name), 'utf8').trimEnd(), lines.join('\n'))
  await view.by('code-numbers').click()
  await view.by('code-wrap').click()
  assert.match(await block.locator('pre').innerText(), /^let line_0 = "é😀";\n/, 'numbers are no part of the text')
})
