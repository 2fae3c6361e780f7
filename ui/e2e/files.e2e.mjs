// Text files beside a message: chosen, dropped, pasted; in any encoding; kept, sent, shown and taken along.
import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
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
  await choose(view, [['scan.pdf', '%PDF-1.7'], ['sound.wav', 'RIFF\0\0\0\0WAVE'], ['nothing.txt', ''], ['table.xlsx', 'PK\x03\x04']].map(([name, text]) => [name, Buffer.from(text, 'latin1')]))
  const notice = view.by('composer-notice')
  await notice.waitFor()
  const said = await notice.innerText()
  for (const part of ['scan.pdf is a PDF', 'sound.wav is not text', 'nothing.txt is empty', 'table.xlsx is an old Office document or an archive']) assert.ok(said.includes(part), said)
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

/** A package as Office writes it: deflated entries and their directory. */
function zip(files) {
  const locals = []
  const directory = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(Buffer.from(text))
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    locals.push(local, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, ...directory, end])
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const DOCX = zip({
  'word/document.xml': `<w:document ${W}><w:body><w:p><w:r><w:t>The deep </w:t></w:r><w:r><w:t>sea</w:t><w:tab/><w:t>深海</w:t></w:r></w:p><w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>fish</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>8 km</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
})
const XLSX = zip({
  'xl/workbook.xml': '<workbook xmlns="m" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Tides" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships xmlns="p"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/sharedStrings.xml': '<sst xmlns="m"><si><t>moon, full</t></si></sst>',
  'xl/worksheets/sheet1.xml': '<worksheet xmlns="m"><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1"><v>3.5</v></c></row></sheetData></worksheet>',
})
const PPTX = zip({
  'ppt/presentation.xml': '<p/>',
  'ppt/slides/slide2.xml': '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>second</a:t></a:r></a:p></p:sld>',
  'ppt/slides/slide1.xml': '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>first</a:t></a:r></a:p></p:sld>',
})

scene('the words of Office documents go along; a package of anything else is refused', {}, async (view) => {
  await view.input.waitFor()
  await choose(view, [['deep.docx', DOCX], ['tides.xlsx', XLSX], ['talk.pptx', PPTX], ['broken.docx', DOCX.subarray(0, 200)], ['more.zip', zip({ 'a.txt': 'words' })]])
  await until(async () => (await chips(view).count()) === 3, 'three documents')
  const said = await view.by('composer-notice').innerText()
  assert.match(said, /broken\.docx is an old Office document or an archive/)
  assert.match(said, /more\.zip is an old Office/)
  await view.by('composer-send').click()
  await view.ended()
  const [sent] = await asked(view)
  assert.ok(sent.includes('```file "deep.docx"\nThe deep sea\t深海\n\nfish\t8 km\n```'), sent)
  assert.ok(sent.includes('```file "tides.xlsx"\n# Tides\n"moon, full",,3.5\n```'), sent)
  assert.ok(sent.includes('```file "talk.pptx"\n# 1\nfirst\n\n# 2\nsecond\n```'), sent)
})

scene('a folder and a file of 50 MB are each refused in one sentence', {}, async (view) => {
  await view.input.waitFor()
  await view.page.evaluate(() => {
    const large = new File([new Uint8Array(50 * 1024 * 1024)], 'large.csv')
    // A folder is handed over as a file that cannot be read.
    const folder = new File([], 'trench')
    folder.arrayBuffer = () => Promise.reject(new DOMException('a folder', 'NotReadableError'))
    const event = new DragEvent('drop', { bubbles: true, cancelable: true })
    Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files: [large, folder] } })
    document.querySelector('[data-testid=conversation-pane]').dispatchEvent(event)
  })
  await view.by('composer-notice').waitFor()
  assert.deepEqual((await view.by('composer-notice').innerText()).split('\n'), [
    'large.csv is too large: a message can hold 8 MB.',
    'trench could not be read. Folders cannot be attached.',
  ])
})

/** Files are read when they are let through. */
const gate = (view) =>
  view.page.evaluate(() => {
    const own = File.prototype.arrayBuffer
    const opened = new Promise((done) => (window.letThrough = done))
    File.prototype.arrayBuffer = async function () {
      await opened
      return own.call(this)
    }
  })

scene('a message waits for the files that are being read, and takes them along', {}, async (view) => {
  await view.input.waitFor()
  await gate(view)
  await choose(view, [['notes.md', 'Snailfish: 8,000 m']])
  await view.ask('How deep?')
  await view.by('composer-notice').getByText('as soon as its files are read').waitFor()
  assert.equal((await asked(view)).length, 0)
  await view.page.evaluate(() => window.letThrough())
  await view.ended()
  const all = await asked(view)
  assert.equal(all.length, 1)
  assert.ok(all[0].includes('Snailfish'), 'with its file')
})

scene('files that are still being read, and words about refused ones, stay with their conversation', {}, async (view) => {
  await view.input.waitFor()
  await view.ask('First')
  await view.ended()
  await gate(view)
  await choose(view, [['notes.md', 'Snailfish: 8,000 m'], ['empty.txt', '']])
  await view.by('conversation-new').click()
  await view.by('empty-conversation').waitFor()
  await view.page.evaluate(() => window.letThrough())
  await view.page.waitForTimeout(300)
  assert.deepEqual([await chips(view).count(), await view.by('composer-notice').count()], [0, 0], 'nothing of it is seen here')
  await view.rows.first().click()
  await until(async () => (await chips(view).count()) === 1, 'its file')
  await view.by('composer-notice').getByText('empty.txt is empty').waitFor()
  await view.page.waitForTimeout(700)
  await view.reload()
  await view.rows.first().click()
  await until(async () => (await chips(view).count()) === 1, 'kept with its draft')
})
