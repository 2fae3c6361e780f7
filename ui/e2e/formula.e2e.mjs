// Formulas: their setter is loaded with the first of them; they are heard, copied, and shown as they came when they are wrong.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

scene('nothing of the formula setter is loaded before the first formula', {}, async (view) => {
  await view.simulator.script({ answer: 'It costs $5, or $10 with `$code$`.' })
  await view.ask('No formula?')
  await view.ended()
  const asked = () => view.asked.filter((url) => /katex/i.test(url))
  assert.deepEqual(asked(), [])
  assert.equal(await view.by('answer-text').innerText(), 'It costs $5, or $10 with $code$.')
  await view.simulator.script({ answer: 'This: $E = mc^2$, \\(a^2\\) and\n\n\\[ \\int_0^1 x\\,dx \\]' })
  await view.ask('A formula?')
  await view.ended()
  await until(async () => (await view.page.locator('.katex').count()) === 3, 'each is set')
  assert.ok(asked().some((url) => url.endsWith('.js')))
  const heard = view.page.locator('.katex-mathml math')
  assert.equal(await heard.count(), 3, 'each has MathML for who listens')
  assert.deepEqual(
    await view.page.locator('.katex-html').evaluateAll((sets) => sets.map((set) => set.getAttribute('aria-hidden'))),
    ['true', 'true', 'true'],
  )
  assert.match(await heard.first().textContent(), /E\s*=\s*m\s*c/)
})

scene('a formula that cannot be read, or would read on without end, stands there as its source', {}, async (view) => {
  const wrong = ['\\frac{a', '\\notacommand{x}', '\\def\\a{\\a\\a}\\a', '\\href{javascript:alert(1)}{x}', '\\includegraphics{https://example.org/x.png}']
  await view.simulator.script({ answer: [...wrong.map((tex) => `- $${tex}$`), '- $\\gdef\\b{1}\\b$', '- $\\b$', '- $\\alpha$'].join('\n') })
  await view.ask('Wrong?')
  await view.ended()
  await until(async () => (await view.page.locator('.katex').count()) > 0, 'the right one is set')
  await view.page.waitForTimeout(300)
  const told = await view.page.locator('[data-testid=answer-text] li').evaluateAll((items) =>
    items.map((item) => (item.querySelector('.katex') === null ? item.textContent.trim() : 'set')),
  )
  assert.deepEqual(told, [...wrong, 'set', '\\b', 'set'], 'no macro of one formula is known in the next')
  assert.equal(await view.page.locator('[data-testid=answer-text] :is(a, img)').count(), 0)
})
