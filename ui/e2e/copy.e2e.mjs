// What one copies is what one pastes: an answer by its button, a part by selecting it, all of it by selecting all.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { scene, until } from './scene.mjs'

const answer = [
  'Look at **this** and $E = mc^2$:',
  '| Depth | Light |\n|---|---:|\n| 200 m | little |\n| 1000 m | none |',
  '$$\n\\int_0^h \\rho\\,dz\n$$',
  '```python\ndef depth(x):\n    return x + 1\n```',
  '- one\n- two\n\nA [link](https://example.org/).',
].join('\n\n')

async function asked(view, text = answer) {
  await view.simulator.script({ answer: text })
  await view.ask('Show me <all> of it')
  await view.ended()
}

/** What lies on the clipboard, by type. */
const clipboard = (view) =>
  view.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    const forms = {}
    for (const type of item.types) forms[type] = await (await item.getType(type)).text()
    return forms
  })

/** What a field that takes set text makes of it. */
async function pasted(view) {
  await view.page.evaluate(() => {
    const field = document.createElement('div')
    field.id = 'taker'
    field.contentEditable = 'true'
    field.style.userSelect = 'text'
    document.body.append(field)
    field.focus()
  })
  await view.page.keyboard.press('Control+v')
  return view.page.evaluate(() => {
    const field = document.getElementById('taker')
    // Engines write the styles of the page they paste into at each element.
    for (const element of field.querySelectorAll('[style]')) element.removeAttribute('style')
    const html = field.innerHTML
    field.remove()
    return html
  })
}

async function select(view, from, to) {
  await view.page.evaluate(
    ([first, last]) => {
      const [[start, before], [end, , after]] = [first, last].map((words) => {
        const walker = document.createTreeWalker(document.querySelector('[data-testid=message-list]'), NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const at = node.data.indexOf(words)
          if (at !== -1 && node.parentElement.closest('.katex-mathml, .unseen') === null) return [node, at, at + words.length]
        }
        throw new Error(`${words} is not on the page`)
      })
      getSelection().setBaseAndExtent(start, before, end, after)
    },
    [from, to],
  )
  await view.page.keyboard.press('Control+c')
}

describe('copying', () => {
  scene('an answer is copied as Markdown, and set', { clipboard: true }, async (view) => {
    await asked(view)
    await view.by('message-copy').last().click()
    const forms = await until(async () => {
      const now = await clipboard(view)
      return now['text/plain']?.includes('Depth') && now
    }, 'it is on the clipboard')
    assert.equal(forms['text/plain'].trim(), answer)
    assert.equal(forms['web text/markdown']?.trim() ?? answer, answer)
    const html = await pasted(view)
    assert.match(html, /<strong>this<\/strong>/)
    assert.match(html, /<td[^>]*>200 m<\/td>/)
    assert.match(html, /<pre><code class="language-python">def depth\(x\):\n {4}return x \+ 1<\/code><\/pre>/)
    assert.match(html, /\$E = mc\^2\$/)
    assert.match(html, /<a href="https:\/\/example.org\/">link<\/a>/)
    assert.doesNotMatch(html, /button|katex|Copy/)
  })

  scene('a selection is copied with its table, its formulas and its code, and nothing else', { clipboard: true }, async (view) => {
    await asked(view)
    await view.page.locator('.katex').first().waitFor()
    await select(view, 'this', 'link')
    const forms = await clipboard(view)
    assert.match(forms['text/plain'], /^this and \$E = mc\^2\$:/)
    assert.match(forms['text/plain'], /Depth\tLight\n200 m\tlittle\n1000 m\tnone/)
    assert.match(forms['text/plain'], /\$\$\\int_0\^h \\rho\\,dz\$\$/)
    assert.match(forms['text/plain'], /\ndef depth\(x\):\n {4}return x \+ 1\n/)
    assert.match(forms['text/plain'], /A link$/)
    const html = await pasted(view)
    assert.match(html, /<strong>this<\/strong>/)
    assert.match(html, /<table>.*<th[^>]*>Depth<\/th>.*<td[^>]*>none<\/td>.*<\/table>/s)
    assert.match(html, /<code class="language-python">/)
    assert.doesNotMatch(`${html}${forms['text/plain']}`, /button|katex|Python|Copy|Save/)

    await select(view, '200 m', '1000 m')
    assert.equal((await clipboard(view))['text/plain'], '200 m\tlittle\n1000 m')
    await select(view, 'return', 'return')
    assert.equal((await clipboard(view))['text/plain'].trim(), 'return')
    await select(view, '<all>', '<all>')
    const own = await clipboard(view)
    assert.equal(own['text/plain'], '<all>')
    assert.match(own['text/html'], /&lt;all&gt;/)
  })

  scene('all of a long conversation is selected and copied, mounted or not', { clipboard: true }, async (view) => {
    const long = Array.from({ length: 200 }, (_, at) => `Paragraph ${at} of a long answer.`).join('\n\n')
    await asked(view, long)
    const mounted = await view.page.locator('[data-blocks=answer] > [data-place]').count()
    assert.ok(mounted < 150, `${mounted} of 200 paragraphs are mounted`)
    await view.by('message-list').focus()
    await view.page.keyboard.press('Control+a')
    await view.page.keyboard.press('Control+c')
    const forms = await clipboard(view)
    assert.equal(forms['text/plain'], `Show me <all> of it\n\n${long}`)
    assert.equal((await pasted(view)).split('<p>').length - 1, 201)
  })
})
