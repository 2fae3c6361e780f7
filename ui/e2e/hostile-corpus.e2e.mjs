// The hostile corpus of `tests/fixtures/hostile`, shown as question, thinking, answer, title, error and search result over
// the true program, with the policy of the real window. Every state of the page is judged, not only the last one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cases, inBatches } from './hostile-cases.mjs'
import { HostileWindow } from './hostile-window.mjs'

/** Cases that are short enough to be seen after each of their characters. `HADAL_HOSTILE=all` takes longer ones. */
const STEPWISE_MAX = process.env['HADAL_HOSTILE'] === 'all' ? 300 : 22

const corpus = cases()

test('the corpus has several hundred cases', () => assert.ok(corpus.length > 700, `${corpus.length} cases`))

test('hostile questions, thoughts and answers break nothing', { timeout: 300_000 }, async () => {
  const window = await HostileWindow.open()
  try {
    for (const batch of inBatches(corpus, 60_000)) await window.shows(batch)
    await window.judge()
  } finally {
    await window.close()
  }
})

test('no beginning of a hostile answer breaks anything either', { timeout: 600_000 }, async () => {
  const short = corpus.filter(({ text }) => text.length <= STEPWISE_MAX)
  assert.ok(short.length > 50, `${short.length} cases`)
  const window = await HostileWindow.open()
  try {
    for (const batch of inBatches(short, 700)) await window.grows(batch)
    assert.ok((await window.states()) > 100, 'the page was seen in many states')
    await window.judge()
  } finally {
    await window.close()
  }
})

test('hostile titles, errors and search results break nothing', { timeout: 300_000 }, async () => {
  const window = await HostileWindow.open()
  try {
    const lines = corpus.filter(({ text }) => text.length < 200).filter((_, index) => index % 6 === 0)
    await window.isNamed(lines)
    await window.fails(lines.filter((_, index) => index % 10 === 0))
    await window.finds(['pwned', 'script', 'javascript', 'evil.example', 'onerror'])
    await window.judge()
  } finally {
    await window.close()
  }
})

test('the judge sees what it looks for', { timeout: 60_000 }, async () => {
  const window = await HostileWindow.open()
  try {
    await window.shows([{ text: 'harmless' }])
    await window.judge()
    await window.view.page.evaluate(() => {
      const answer = document.querySelector('[data-testid=answer-text]')
      for (const [name, at, value] of [
        ['form', 'action', '/'],
        ['a', 'href', 'javascript:pwned(1)'],
        ['a', 'ping', 'https://evil.example/3'],
        ['p', 'style', 'background: url(https://evil.example/1)'],
        ['p', 'id', 'clobber'],
        ['img', 'src', 'https://evil.example/2.png'],
      ]) {
        const element = document.createElement(name)
        element.setAttribute(at, value)
        answer.append(element)
      }
      answer.append('\u202Eoverride')
    })
    await window.view.page.waitForTimeout(200)
    const found = (await window.view.page.evaluate(() => window.verdict.last())).join('\n')
    for (const what of ['an element: <form>', 'an address', 'an attribute that leads away', 'a style', 'a name from outside', 'a source', 'an override']) {
      assert.ok(found.includes(what), `${what}\n${found}`)
    }
    assert.ok((await window.view.page.evaluate(() => window.violations)).some((line) => line.includes('evil.example')), 'the policy tells what it stops')
  } finally {
    await window.close()
  }
})
