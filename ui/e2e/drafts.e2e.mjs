// What is being written: drafts, pastes, the input method.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

scene('drafts survive going elsewhere and loading the page anew', {}, async (view) => {
  await view.ask('first [[sim text="ok"]]')
  await view.ended()
  await view.input.fill('half a thought about the first')
  await view.by('conversation-new').click()
  await view.by('empty-conversation').waitFor()
  assert.equal(await view.input.inputValue(), '')
  await view.input.fill('something quite new')
  await view.row('first').click()
  await view.says('ok')
  assert.equal(await view.input.inputValue(), 'half a thought about the first')
  await view.reload()
  await until(async () => (await view.input.inputValue()) === 'something quite new', 'the draft of a new conversation returns')
  await view.row('first').click()
  await until(async () => (await view.input.inputValue()) === 'half a thought about the first', 'so does the other')
})

/** Pastes `bytes` of text, as the clipboard would bring it. */
function paste(view, bytes) {
  return view.input.evaluate((field, size) => {
    const data = new DataTransfer()
    data.setData('text/plain', 'The sea is deep. '.repeat(Math.ceil(size / 17)).slice(0, size))
    field.focus()
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, bytes)
}

scene('ten megabytes are refused in a sentence, and writing goes on', {}, async (view) => {
  await view.input.fill('before ')
  await paste(view, 10 * 1024 * 1024)
  await view.by('composer-notice').waitFor()
  assert.match(await view.by('composer-notice').innerText(), /too long to send/)
  await view.input.pressSequentially('and after')
  assert.equal(await view.input.inputValue(), 'before and after')
  assert.equal(await view.by('composer-notice').count(), 0, 'the sentence leaves with the next key')
  await view.input.press('Enter')
  await view.questions.getByText('before and after').waitFor()
  await view.ended()
})

scene('a long paste goes beside the text and is sent with it', {}, async (view) => {
  await paste(view, 400 * 1024)
  await view.by('composer-files').waitFor()
  await view.input.fill('Sum this up')
  await view.input.press('Enter')
  await view.ended()
  const sent = (await view.turnsAsked()).find((request) => request.path.endsWith('/chat/completions'))
  assert.ok(JSON.stringify(sent).length > 400 * 1024, 'all of it went out')
  assert.equal(await view.by('composer-files').count(), 0)
})

scene('Enter of an input method chooses a word and sends nothing', {}, async (view) => {
  await view.input.fill('shenhai')
  await view.input.evaluate((field) => {
    const key = (init) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }))
    // The two ways in which engines tell it: during the composition, and (WebKit) right after it with keyCode 229.
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    key({ isComposing: true, keyCode: 13 })
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '深海' }))
    key({ keyCode: 229 })
  })
  assert.equal(await view.questions.count(), 0)
  assert.equal(await view.input.inputValue(), 'shenhai')
  await view.page.waitForTimeout(150)
  await view.input.press('Enter')
  await view.questions.getByText('shenhai').waitFor()
  await view.ended()
})

scene('a blank message is not sent', {}, async (view) => {
  await view.input.fill('  \n ')
  await view.input.press('Enter')
  assert.ok(await view.by('composer-send').isDisabled())
  assert.equal(await view.questions.count(), 0)
  assert.deepEqual((await view.turnsAsked()).filter((request) => request.path.endsWith('/chat/completions')), [])
})

scene('Shift+Enter starts a new line', {}, async (view) => {
  await view.input.fill('one')
  await view.input.press('Shift+Enter')
  await view.input.pressSequentially('two')
  assert.equal(await view.input.inputValue(), 'one\ntwo')
  assert.equal(await view.questions.count(), 0)
})
