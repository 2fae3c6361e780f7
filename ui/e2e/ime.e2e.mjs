// An input method's Enter chooses a candidate and never sends, in both ways to send; also as WebKit reports it.
import assert from 'node:assert/strict'
import { scene } from './scene.mjs'

/** Enter as WebKit gives it after a composition: nothing composes any more, and the key is 229. */
const enter229 = (view, init = {}) =>
  view.input.evaluate((field, more) => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 229, bubbles: true, cancelable: true, ...more })
    return field.dispatchEvent(event)
  }, init)

const compose = async (view) => {
  await view.input.focus()
  const client = await view.page.context().newCDPSession(view.page)
  await client.send('Input.imeSetComposition', { text: 'shenhai', selectionStart: 7, selectionEnd: 7 })
  return client
}

for (const sendKey of ['enter', 'modEnter']) {
  scene(`while an input method composes nothing is sent (${sendKey})`, {}, async (view) => {
    await view.input.waitFor()
    if (sendKey === 'modEnter') {
      await view.page.keyboard.press('Control+,')
      await view.page.getByRole('tab', { name: 'Conversation' }).click()
      await view.page.getByRole('radio', { name: 'Ctrl+Enter' }).click()
      await view.page.keyboard.press('Escape')
    }
    const client = await compose(view)
    const init = sendKey === 'modEnter' ? { ctrlKey: true } : {}
    assert.equal(await enter229(view, init), true, 'the key is left to the input method')
    await client.send('Input.insertText', { text: '深海' })
    // The same key press again, right after the composition ended.
    await enter229(view, init)
    assert.equal(await view.questions.count(), 0)
    assert.equal(await view.input.inputValue(), '深海')
    await view.page.waitForTimeout(120)
    await view.input.press(sendKey === 'modEnter' ? 'Control+Enter' : 'Enter')
    await view.ended()
    assert.equal(await view.questions.locator('[data-own-words]').innerText(), '深海')
  })
}
