// What a conversation is asked with: instructions, parameters, model and thinking, each within reach of one key.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const chats = async (view) => (await view.turnsAsked()).filter((request) => request.path.endsWith('/chat/completions')).map((request) => request.body)

scene('instructions and parameters go out with each question and stay with their conversation', {}, async (view) => {
  const { keyboard } = view.page
  await view.input.waitFor()
  await keyboard.press('Control+.')
  await view.by('parameters-system').fill('Answer in one word.')
  assert.ok(await view.by('parameters-temperature').isDisabled(), 'it has no effect while the model thinks')
  await view.page.getByText('Has no effect while the model thinks').waitFor()
  await view.by('parameters-tokens').fill('two')
  await view.page.getByText('A whole number from 1 to 393,216.').waitFor()
  await view.by('parameters-tokens').fill('2,000')
  await view.by('parameters-stop').fill('END')
  await keyboard.press('Escape')
  await until(async () => (await view.focused()) === 'composer-input', 'the focus is back')
  await view.ask('How deep?')
  await view.ended()
  const [first] = await chats(view)
  assert.equal(first.messages[0].content, 'Answer in one word.')
  assert.deepEqual([first.max_tokens, first.stop, first.temperature], [2000, ['END'], undefined])

  await keyboard.press('Control+j')
  await view.page.getByRole('menu').waitFor()
  await view.page.locator('[role^=menuitem]').first().click()
  await until(async () => (await view.focused()) === 'composer-input', 'and again')
  await view.by('parameters-open').click()
  assert.ok(await view.by('parameters-top-p').isDisabled())
  const heat = view.by('parameters-temperature')
  await heat.focus()
  await heat.press('ArrowRight')
  await heat.press('ArrowRight')
  await keyboard.press('Escape')
  await view.by('parameters').waitFor({ state: 'detached' })
  await view.ask('And how cold?')
  await view.ended()
  const second = await until(async () => (await chats(view))[1], 'the second question')
  assert.ok(Math.abs(second.temperature - 1.2) < 1e-6, String(second.temperature))
  assert.equal(second.messages[0].content, 'Answer in one word.')

  await view.by('conversation-new').click()
  await keyboard.press('Control+.')
  assert.equal(await view.by('parameters-system').inputValue(), '', 'another conversation has its own')
  await keyboard.press('Escape')
  await view.reload()
  await view.rows.first().click()
  await view.questions.first().waitFor()
  await keyboard.press('Control+.')
  assert.equal(await view.by('parameters-system').inputValue(), 'Answer in one word.', 'kept across a new start')
})

scene('the settings give every new conversation its instructions', {}, async (view) => {
  const { keyboard } = view.page
  await view.input.waitFor()
  await keyboard.press('Control+,')
  await view.page.getByRole('tab', { name: 'Conversation' }).click()
  await view.by('settings-system-prompt').fill('Speak like a sailor.')
  await keyboard.press('Escape')
  await view.ask('How deep?')
  await view.ended()
  assert.equal((await chats(view))[0].messages[0].content, 'Speak like a sailor.')
})

scene('the model is chosen by one key, too', {}, async (view) => {
  await view.input.waitFor()
  await view.page.keyboard.press('Control+Shift+j')
  await view.page.getByRole('menu').waitFor()
  await view.page.keyboard.press('ArrowDown')
  await view.page.keyboard.press('Enter')
  await until(async () => (await view.by('model-picker').getAttribute('data-value')) === 'deepseek-v4-pro', 'the other model')
  await until(async () => (await view.focused()) === 'composer-input', 'the focus is back')
})

scene('a change is kept when the window goes before the pause has ended', {}, async (view) => {
  await view.input.waitFor()
  await view.ask('How deep?')
  await view.ended()
  await view.page.keyboard.press('Control+.')
  await view.by('parameters-system').fill('Answer in one word.')
  await view.page.evaluate(() => {
    // The pause never ends.
    for (let timer = setTimeout(() => undefined, 0); timer > 0; timer -= 1) clearTimeout(timer)
    dispatchEvent(new Event('pagehide'))
  })
  await until(
    async () => {
      const other = await view.another()
      await other.rows.first().click()
      await other.questions.first().waitFor()
      await other.page.keyboard.press('Control+.')
      const kept = await other.by('parameters-system').inputValue()
      await other.close()
      return kept === 'Answer in one word.'
    },
    'kept',
  )
})
