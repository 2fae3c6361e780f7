// What lies around the composer: files, prompts, parameters, messages in line; finding.
import { call, shoot, SIZES, wanted } from './camera.mjs'

export async function around(view, name, simulator, text) {
  const { keyboard } = view.page
  const [first, second, third] = text.history.map(([title]) => title)
  if (wanted('prompts')) {
    await call(view, 'prompts_keep', { prompts: text.prompts.map(([title, words]) => ({ name: title, text: words })) }).catch(() => undefined)
    await view.reload()
    await shoot(view, `${name}-prompt-menu`, {
      async before() {
        await view.input.fill('')
        await view.input.fill('/')
        await view.by('prompt-menu').waitFor()
      },
    })
    await keyboard.press('Escape')
    await view.input.fill('')
    await view.by('settings-open').or(view.by('composer-input')).first().waitFor()
    await keyboard.press('Control+,')
    await view.page.getByRole('tab').nth(2).click()
    await shoot(view, `${name}-prompts`)
    await keyboard.press('Escape')
  }
  if (wanted('parameters')) {
    await keyboard.press('Control+.')
    await view.by('parameters').waitFor()
    await shoot(view, `${name}-parameters`)
    await keyboard.press('Escape')
  }
  if (wanted('files')) {
    await keyboard.press('Control+n')
    await view.by('file-chooser').setInputFiles([
      { name: 'tide.py', mimeType: '', buffer: Buffer.from('G = 6.674e-11\n'.repeat(40)) },
      { name: text.file, mimeType: '', buffer: Buffer.from('# Notes\n\nSalt, tides, currents.\n') },
      { name: 'photo.heic', mimeType: '', buffer: Buffer.from([0, 1, 2, 3, 0, 0]) },
    ])
    await view.by('file-chip').first().waitFor()
    await shoot(view, `${name}-files`)
    await view.by('file-chip').first().locator('button').first().click()
    await view.by('file-preview').waitFor()
    await shoot(view, `${name}-file`)
    await keyboard.press('Escape')
    for (let left = await view.by('file-remove').count(); left > 0; left -= 1) await view.by('file-remove').first().click()
  }
  if (wanted('queue')) {
    const gate = `queue-${name}`
    await simulator.script({ answer: text.short, gate })
    await view.askNew(first)
    await view.answers.first().waitFor()
    await view.ask(second)
    await view.ask(third)
    await view.by('queued').nth(1).waitFor()
    await shoot(view, `${name}-queue`)
    for (let left = await view.by('queued-remove').count(); left > 0; left -= 1) await view.by('queued-remove').first().click()
    await simulator.open(gate)
    await view.ended()
    // Without the notes of what was taken out.
    await view.reload()
  }
  if (wanted('find')) {
    await simulator.script({ answer: text.rich.answer })
    await view.askNew(text.rich.ask)
    await view.ended()
    await keyboard.press('Control+f')
    await view.by('find-field').fill(text.findHere)
    await shoot(view, `${name}-find`)
    await keyboard.press('Escape')
  }
  if (wanted('versions')) {
    await simulator.script({ answer: text.rich.answer })
    await view.by('message-regenerate').last().click()
    await view.ended()
    await view.answers.last().hover()
    await shoot(view, `${name}-versions`, { sizes: SIZES.slice(0, 1) })
    await view.by('message-edit').last().click()
    await shoot(view, `${name}-edit`)
    await keyboard.press('Escape')
  }
}
