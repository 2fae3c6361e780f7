// What grows out of a conversation: its tree, its bookmarks; and rows on their way to a folder.
import { until } from '../e2e/scene.mjs'
import { call, shoot, SIZES, wanted } from './camera.mjs'

export async function branches(view, name, simulator, text) {
  if (wanted('tree') || wanted('bookmarks')) await marked(view, name, simulator, text)
  if (wanted('drag')) await dragged(view, name, text)
}

async function marked(view, name, simulator, text) {
  const { keyboard } = view.page
  await simulator.script({ answer: text.rich.answer })
  await view.askNew(text.rich.ask)
  await view.ended()
  await simulator.script({ answer: text.short })
  await view.ask(text.busy)
  await until(async () => (await view.answers.count()) === 2, 'its answer')
  await view.ended()
  await simulator.script({ answer: text.other.answer })
  await view.by('message-regenerate').last().click()
  await view.says(text.other.answer.slice(0, 6))
  await view.ended()
  for (const message of [view.answers.first(), view.answers.last(), view.questions.first()]) {
    await call(view, 'message_bookmark', { messageId: await message.getAttribute('data-message'), on: true })
  }
  await view.reload()
  await view.rows.first().click()
  await view.answers.last().waitFor()
  if (wanted('tree')) {
    await keyboard.press('Control+Shift+Y')
    await view.by('tree-row').first().waitFor()
    await shoot(view, `${name}-tree`)
    await keyboard.press('Escape')
  }
  if (wanted('bookmarks')) {
    await shoot(view, `${name}-bookmarked`, { before: () => view.by('message-list').evaluate((list) => list.scrollTo(0, -240)) })
    await keyboard.press('Control+Shift+D')
    await view.by('bookmark-row').first().waitFor()
    await shoot(view, `${name}-bookmarks`)
    await view.by('bookmarks-field').fill('xyzzy')
    await shoot(view, `${name}-bookmarks-none`)
    await keyboard.press('Escape')
    await keyboard.press('Escape')
  }
}

/** A row over a folder, and a file over the conversation. */
async function dragged(view, name, text) {
  const { id } = await call(view, 'folder_make', { name: text.folders[0] })
  await view.reload()
  const folder = view.page.locator('[data-shelf]').filter({ hasText: text.folders[0] })
  await shoot(view, `${name}-drag`, {
    sizes: SIZES.slice(0, 1),
    async before() {
      await view.page.mouse.up()
      await folder.waitFor()
      const [from, to] = [await view.rows.nth(2).boundingBox(), await folder.boundingBox()]
      await view.page.mouse.move(from.x + 60, from.y + 12)
      await view.page.mouse.down()
      await view.page.mouse.move(from.x + 60, from.y + 30)
      await view.page.mouse.move(to.x + 80, to.y + 12, { steps: 5 })
    },
    pointer: true,
  })
  await view.page.keyboard.press('Escape')
  await view.page.mouse.up()
  await shoot(view, `${name}-drag-file`, {
    before: () =>
      view.page.evaluate(() => {
        const transfer = new DataTransfer()
        transfer.items.add(new File(['Salt.'], 'sea.txt', { type: 'text/plain' }))
        const ground = document.querySelector('[data-testid=composer]')
        for (const type of ['dragenter', 'dragover']) ground?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
      }),
  })
  await call(view, 'folder_delete', { folderId: id })
  await view.reload()
}
