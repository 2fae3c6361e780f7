// axe-core over each screen, in both themes; and what the ear is told.
import assert from 'node:assert/strict'
import { clean } from './axe.mjs'
import { scene, until } from './scene.mjs'

const ANSWER = `# A heading

Words, *slanted*, **strong**, \`code\`, a [link](https://example.com), ~~gone~~ and a note.[^1]

1. one
2. two
   - [x] done
   - [ ] open

> [!NOTE]
> Something to know.

| Name | Depth |
|:-----|------:|
| Kelp | 12 |

\`\`\`rust
fn main() { println!("deep"); }
\`\`\`

$$E = mc^2$$

![A whale](https://example.com/whale.png)

[^1]: The note.
`

for (const theme of ['light', 'dark']) {
  scene(`axe finds nothing on the first screen (${theme})`, { key: null, theme }, async (view) => {
    await view.by('first-start').waitFor()
    await clean(view, 'first start')
    await view.by('key-field').fill('sk-0123456789abcdef0123456789abcdef')
    await view.by('key-check').click()
    await view.page.getByText('The server refused this key').waitFor()
    await clean(view, 'refused key')
    await view.by('demo-enter').click()
    await view.by('empty-conversation').waitFor()
    await clean(view, 'empty conversation, demo')
  })

  scene(`axe finds nothing in a conversation (${theme})`, { theme, words: ['--retries', '0'] }, async (view) => {
    await view.simulator.script({ reasoning: 'Let me **think** about it.', answer: ANSWER, gate: 'g' })
    await view.ask('Show me everything')
    await view.simulator.release('g', 4)
    await view.by('reasoning').getByText('Let me').waitFor()
    await clean(view, 'thinking')
    await view.simulator.open('g')
    await view.ended()
    await view.by('reasoning-toggle').click()
    await view.answers.last().hover()
    await clean(view, 'answer')
    await view.simulator.script({ faults: ['busy'] })
    await view.ask('again')
    await view.by('error-note').waitFor()
    await clean(view, 'error')
    await view.by('thinking-picker').click()
    await view.page.getByRole('menu').waitFor()
    await clean(view, 'choice menu')
  })

  scene(`axe finds nothing in lists, menus and settings (${theme})`, { theme }, async (view) => {
    await view.ask('Kelp')
    await view.ended()
    await view.rows.first().click({ button: 'right' })
    await view.page.getByRole('menu').waitFor()
    await clean(view, 'row menu')
    await view.page.keyboard.press('Escape')
    await view.by('settings-open').click()
    await view.page.getByRole('dialog').waitFor()
    for (const tab of await view.page.getByRole('tab').all()) {
      await tab.click()
      await clean(view, `settings: ${await tab.innerText()}`)
    }
    await view.page.keyboard.press('Escape')
    await view.rows.first().focus()
    await view.page.keyboard.press('Delete')
    await view.by('toast').waitFor()
    await clean(view, 'toast, empty list')
  })
}

for (const theme of ['light', 'dark']) {
  scene(`axe finds nothing in the library, the search and the palette (${theme})`, { theme }, async (view) => {
    for (const ask of ['Kelp', 'Whales']) {
      await view.askNew(ask)
      await view.ended()
    }
    const { keyboard } = view.page
    for (const name of ['Sea', 'Deep']) {
      await keyboard.press('Control+Shift+M')
      await view.by('place-picker').waitFor()
      await keyboard.type(name)
      await clean(view, 'place picker')
      await keyboard.press('Enter')
      await view.page.locator('[data-shelf]').filter({ hasText: name }).waitFor()
    }
    await keyboard.press('Control+Shift+P')
    await view.rows.first().click({ modifiers: ['Control'] })
    await view.by('selection-bar').waitFor()
    await clean(view, 'folders, pins, a selection')
    await keyboard.press('Escape')
    await keyboard.press('Control+Shift+F')
    await view.by('search').waitFor()
    await clean(view, 'search, empty')
    await keyboard.type('kelp')
    await view.page.locator('[data-hit]').first().waitFor()
    await clean(view, 'search, hits')
    await keyboard.type('xyzzy')
    await view.page.getByText('Nothing was found.').first().waitFor()
    await clean(view, 'search, nothing')
    await keyboard.press('Escape')
    await keyboard.press('Escape')
    await view.by('search').waitFor({ state: 'detached' })
    await keyboard.press('Control+k')
    await view.by('palette').waitFor()
    await keyboard.type('kelp')
    await view.page.getByRole('option').first().waitFor()
    await clean(view, 'palette')
    await keyboard.press('Escape')
    await view.by('palette').waitFor({ state: 'detached' })
    await keyboard.press('Control+/')
    await view.by('shortcut-overview').waitFor()
    await clean(view, 'shortcuts')
    await keyboard.press('Escape')
    await view.row('Kelp').focus()
    await keyboard.press('Delete')
    await view.by('shelf-trash').click()
    await view.row('Kelp').waitFor()
    await clean(view, 'trash')
    await view.by('trash-empty').click()
    await view.page.getByRole('dialog').waitFor()
    await clean(view, 'the question before the trash is emptied')
  })
}

for (const theme of ['light', 'dark']) {
  scene(`axe finds nothing around the composer (${theme})`, { theme }, async (view) => {
    const { keyboard } = view.page
    await view.input.waitFor()
    await keyboard.press('Control+.')
    await view.by('parameters').waitFor()
    await clean(view, 'parameters')
    await keyboard.press('Escape')
    await view.by('parameters').waitFor({ state: 'detached' })
    await view.by('file-chooser').setInputFiles([{ name: 'a.txt', mimeType: '', buffer: Buffer.from('words') }, { name: 'b.pdf', mimeType: '', buffer: Buffer.from('%PDF') }])
    await view.by('file-chip').waitFor()
    await clean(view, 'files and a refusal')
    await view.by('file-chip').locator('button').first().click()
    await view.by('file-preview').waitFor()
    await clean(view, 'a file')
    await keyboard.press('Escape')
    await view.by('file-preview').waitFor({ state: 'detached' })
    await view.simulator.script({ answer: 'Slowly it comes.', gate: 'g' })
    await view.ask('first')
    await view.answers.first().waitFor()
    await view.ask('second')
    await view.ask('third')
    await view.by('queue').waitFor()
    await clean(view, 'messages in line')
    await view.page.getByRole('button', { name: 'Change: second' }).click()
    await clean(view, 'one of them being changed')
    await view.input.fill('/')
    await view.by('prompt-menu').waitFor()
    await clean(view, 'prompts')
    await view.simulator.open('g')
  })
}

scene('axe finds nothing in a narrow window with the list open, in Chinese', { width: 480, locale: 'zh-CN' }, async (view) => {
  await view.ask('海有多深？')
  await view.ended()
  await view.page.keyboard.press('Control+b')
  await view.rows.first().waitFor()
  await clean(view, 'sheet')
})

for (const theme of ['light', 'dark']) {
  scene(`axe finds nothing in export, import, finding, the way to the server, and a question before the end (${theme})`, { theme }, async (view) => {
    const { keyboard } = view.page
    await view.simulator.script({ answer: 'Kelp is an alga. Kelp forests shelter fish.' })
    await view.ask('kelp')
    await view.ended()
    await keyboard.press('Control+f')
    await view.by('find-field').fill('kelp')
    await clean(view, 'finding')
    await keyboard.press('Escape')
    await keyboard.press('Control+Shift+E')
    await view.by('export-text').waitFor()
    await clean(view, 'export')
    await view.by('export-save').click()
    await view.by('export-end').waitFor()
    await clean(view, 'exported')
    await keyboard.press('Escape')
    await view.by('export').waitFor({ state: 'detached' })
    await keyboard.press('Control+,')
    await view.by('connection-test').click()
    await view.by('connection-report').getByText('Everything on the way works').waitFor()
    await view.page.getByRole('radio', { name: 'Custom' }).click()
    await view.by('proxy-address').fill('http://a b')
    await keyboard.press('Enter')
    await view.page.getByText('This is no proxy address').waitFor()
    await clean(view, 'the way to the server')
    await view.page.getByRole('tab', { name: 'Data', exact: true }).click()
    await view.by('erase-ask').click()
    await clean(view, 'erasing')
    await view.by('data-import').click()
    await view.by('import-choose').waitFor()
    await clean(view, 'import')
    await keyboard.press('Escape')
    await view.by('import').waitFor({ state: 'detached' })
    await view.simulator.script({ answer: 'one two three', gate: 'g' })
    await view.ask('count')
    await view.simulator.release('g', 3)
    await view.says(/one/)
    const { origin, searchParams } = new URL(view.host.url)
    await fetch(`${origin}/close`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hadal-token': searchParams.get('token'), origin }, body: '{}' })
    await view.by('close-question').waitFor()
    await clean(view, 'the question before the end')
    await keyboard.press('Escape')
    await view.by('close-question').waitFor({ state: 'detached' })
    await view.host.end()
    await view.by('notice-lost').waitFor()
    await clean(view, 'a program that is gone')
  })
}

scene('an answer is told sentence by sentence while it comes, each once, and its end at last', {}, async (view) => {
  await view.page.evaluate(() => {
    window.told = []
    const watch = new MutationObserver(() => window.told.push(document.querySelector('[data-testid=announcer]')?.textContent ?? ''))
    watch.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const told = async () => (await view.page.evaluate(() => window.told)).filter((text, at, all) => text !== '' && text !== all[at - 1])
  await view.simulator.script({ tokens: ['Rivers carry salt. ', 'It stays', ' there.\n\n', 'That is all.'], gate: 'g' })
  await view.ask('why')
  await view.simulator.release('g', 3)
  await until(async () => (await told()).includes('Rivers carry salt.'), 'the first sentence')
  assert.ok(!(await told()).some((text) => text.includes('It stays')), 'no half sentence')
  await view.simulator.open('g')
  await view.ended()
  await until(async () => (await told()).join(' ').includes('That is all.'), 'the rest')
  const all = (await told()).join(' ')
  for (const words of ['Rivers carry salt.', 'It stays there.', 'That is all.']) assert.equal(all.split(words).length, 2, `${words} is told once: ${all}`)
})
