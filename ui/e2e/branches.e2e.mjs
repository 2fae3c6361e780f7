// Bookmarks, deleting from a message on with its undo, and the tree beside the conversation.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const menu = async (view, message, name) => {
  await message.hover()
  await message.getByTestId('message-more').click()
  await view.page.getByRole('menuitem', { name }).click()
}

async function twice(view) {
  // Long enough that what follows finds it in the cache.
  await view.ask(`How deep? ${'And where, and since when? '.repeat(20)}[[sim text="Eleven kilometres."]]`)
  await view.ended()
  await view.ask('And how cold? [[sim text="Two degrees."]]')
  await view.says('Two degrees.')
  await view.ended()
}

scene('a bookmark stands on its message and in the list, through a new start, and leads back', {}, async (view) => {
  await twice(view)
  await menu(view, view.answers.first(), 'Bookmark')
  await view.answers.first().getByTestId('message-bookmarked').waitFor()
  await view.by('conversation-new').click()
  await view.by('empty-conversation').waitFor()
  await view.reload()
  await view.page.keyboard.press('Control+Shift+D')
  await view.by('bookmark-row').waitFor()
  assert.match(await view.by('bookmark-row').innerText(), /Answer[\s\S]*Eleven kilometres\./)
  await view.page.keyboard.type('nothing of it')
  await view.page.getByText('No bookmark has these words.').waitFor()
  await view.by('bookmarks-field').fill('eleven')
  await view.page.keyboard.press('Enter')
  await until(async () => (await view.answers.first().getAttribute('data-lit')) === '', 'the message is lit')
  // It has the focus, so the key means it.
  await view.page.keyboard.press('Control+D')
  await view.by('message-bookmarked').waitFor({ state: 'detached' })
  await view.page.keyboard.press('Control+Shift+D')
  await view.page.getByText('There are no bookmarks yet.').waitFor()
})

scene('a message is deleted with what follows it, and comes back by Undo', {}, async (view) => {
  await twice(view)
  await menu(view, view.questions.last(), 'Delete from here on')
  await until(async () => (await view.answers.count()) === 1, 'the follow-up is gone')
  assert.match(await view.by('toast').innerText(), /2 messages are deleted/)
  await view.by('toast').getByRole('button', { name: 'Undo' }).click()
  await until(async () => (await view.answers.count()) === 2, 'it is back')
  await view.says('Two degrees.')
  await menu(view, view.questions.first(), 'Delete from here on')
  await view.by('empty-conversation').waitFor()
  await view.input.focus()
  await view.page.keyboard.press('Control+Z')
  await until(async () => (await view.answers.count()) === 2, 'it is back by its key')
  // What is deleted for good is not asked about again.
  await menu(view, view.answers.last(), 'Delete from here on')
  await until(async () => (await view.answers.count()) === 1, 'one answer is gone')
  await view.reload()
  await view.rows.first().click()
  await until(async () => (await view.questions.count()) === 2 && (await view.answers.count()) === 1, 'also after a new start')
})

scene('the tree shows every branch with its cost, follows along, and is walked by keys', {}, async (view) => {
  await twice(view)
  await view.questions.last().hover()
  await view.questions.last().getByTestId('message-edit').click()
  await view.by('message-editor').fill('And how dark? [[sim text="No light at all."]]')
  await view.by('message-editor').press('Enter')
  await view.says('No light at all.')
  await view.ended()
  await view.page.keyboard.press('Control+Shift+Y')
  const row = (text) => view.by('tree-row').filter({ hasText: text }).last()
  await until(async () => (await view.by('tree-row').count()) === 6, 'six messages')
  assert.deepEqual(await view.by('tree-row').evaluateAll((rows) => rows.map((one) => Number(one.getAttribute('aria-level')))), [1, 1, 2, 2, 1, 1])
  assert.match(await view.by('tree').innerText(), /6 messages · 2 branches/)
  assert.match(await row('No light').innerText(), /tokens · \d+% cached/)
  // By keys: up from the end of the shown path into the other branch.
  assert.equal(await view.focused(), 'tree-list')
  for (let step = 0; step < 2; step += 1) await view.page.keyboard.press('ArrowUp')
  await view.page.keyboard.press('Enter')
  await view.says('Two degrees.')
  await until(async () => (await row('Two degrees').getAttribute('aria-selected')) === 'true', 'the tree follows')
  // By a click: back.
  await row('No light').click()
  await view.says('No light at all.')
  await view.ask('Is it wet? [[sim text="Quite."]]')
  await until(async () => (await view.by('tree-row').count()) === 8, 'the tree grows along')
  await view.ended()
  await view.by('tree-list').focus()
  await view.page.keyboard.press('Escape')
  await view.by('tree').waitFor({ state: 'detached' })
  await until(async () => (await view.focused()) === 'composer-input', 'the focus is not lost')
})
