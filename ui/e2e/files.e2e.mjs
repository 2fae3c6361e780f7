// Text files beside a message: chosen, dropped, pasted; in any encoding; kept, sent, shown and taken along.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const NOTES = 'Anglerfish: 200 m\nSnailfish: 8,000 m\n```\nnot a fence of ours\n```\n'
const GB = Buffer.from('c9eebaa3b5c4d3e3d4dabad0b0b5d6d0b7a2b9e2a3acc3bbd3d0c8cbd6aab5c0cbfcc3c7b4d3c4c4c0efc0b4a1a3', 'hex')

const asked = async (view) =>
  (await view.turnsAsked()).filter((request) => request.path.endsWith('/chat/completions')).map((request) => request.body.messages.at(-1).content)
const chips = (view) => view.by('file-chip')
const choose = (view, files) => view.by('file-chooser').setInputFiles(files.map(([name, content]) => ({ name, mimeType: '', buffer: Buffer.from(content) })))

/** Drops a file on the window, as the system would. */
const drop = (view, name, text) =>
  view.page.evaluate(
    ([file, content]) => {
      const data = new DataTransfer()
      data.items.add(new File([content], file))
      const fire = (type) => document.querySelector('[data-testid=conversation-pane]').dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
      fire('dragover')
      return fire('drop') ? 'left to the browser' : 'taken'
    },
    [name, text],
  )

scene('files of any encoding go along as named texts, and stay with their message', {}, async (view) => {
  await view.input.waitFor()
  await choose(view, [['notes.md', NOTES], ['深海.txt', GB]])
  assert.equal(await drop(view, '../evil\u202Egpj.rs', 'fn main() {}'), 'taken')
  await until(async () => (await chips(view).count()) === 3, 'three chips')
  await view.page.getByRole('button', { name: /Show 深海\.txt .*GB18030/ }).click()
  assert.match(await view.by('file-preview').innerText(), /深海的鱼/)
  await view.page.keyboard.press('Escape')
  await view.by('file-preview').waitFor({ state: 'detached' })
  await view.page.getByRole('button', { name: 'Remove evil gpj.rs' }).click()
  await view.input.fill('Which lives deepest?')
  // A draft keeps them through a new start.
  await view.page.waitForTimeout(700)
  await view.reload()
  await until(async () => (await chips(view).count()) === 2, 'the draft has its files')
  assert.equal(await view.input.inputValue(), 'Which lives deepest?')
  await view.input.press('Enter')
  await view.ended()
  const [sent] = await asked(view)
  assert.ok(sent.startsWith('Which lives deepest?\n\n````file "notes.md"\nAnglerfish'), sent)
  assert.ok(sent.includes('```file "深海.txt"\n深海的鱼'), sent)
  assert.equal(await view.by('composer-files').count(), 0)
  assert.equal(await view.questions.locator('[data-own-words]').innerText(), 'Which lives deepest?', 'the files are chips, not words')
  assert.equal(await view.questions.getByTestId('file-chip').count(), 2)
  await view.questions.hover()
  await view.by('message-edit').click()
  assert.equal(await view.by('message-editor').inputValue(), 'Which lives deepest?')
  await view.by('message-editor').fill('Which is oldest?')
  await view.by('message-editor').press('Enter')
  await until(async () => (await asked(view)).length === 2, 'asked again')
  assert.ok((await asked(view))[1].includes('````file "notes.md"'), 'an edited question keeps its files')
  await view.ended()
})

scene('what is no text is refused in a sentence that says what to do', {}, async (view) => {
  await view.input.waitFor()
  await choose(view, [['scan.pdf', '%PDF-1.7'], ['photo.png', '\x89PNG'], ['nothing.txt', ''], ['table.xlsx', 'PK\x03\x04']].map(([name, text]) => [name, Buffer.from(text, 'latin1')]))
  const notice = view.by('composer-notice')
  await notice.waitFor()
  const said = await notice.innerText()
  for (const part of ['scan.pdf is a PDF', 'photo.png is a picture', 'nothing.txt is empty', 'table.xlsx is an Office document']) assert.ok(said.includes(part), said)
  assert.equal(await chips(view).count(), 0)
  await view.input.fill('on')
  assert.equal(await notice.count(), 0, 'it goes with the next key')
})

scene('a message may be a file alone', {}, async (view) => {
  await view.input.waitFor()
  await choose(view, [['tides.csv', 'moon,sun\n1,2\n']])
  await chips(view).waitFor()
  await view.by('composer-send').click()
  await view.ended()
  assert.equal((await asked(view))[0], '```file "tides.csv"\nmoon,sun\n1,2\n\n```')
  assert.equal(await view.questions.locator('[data-own-words]').count(), 0)
})
