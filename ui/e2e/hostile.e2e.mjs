// Answers that would like to be more than text.
import assert from 'node:assert/strict'
import { scene, until } from './scene.mjs'

const EVIL = [
  '<script>window.canary = 1</script>',
  '<img src=x onerror="window.canary=2">',
  '<svg onload="window.canary=3"><animate onbegin="window.canary=4"></svg>',
  '<iframe srcdoc="<script>parent.canary=5</script>"></iframe>',
  '<a href="javascript:window.canary=6">plain html link</a>',
  '[script link](javascript:window.canary=7)',
  '[data link](data:text/html,<script>opener.canary=8</script>)',
  '[vb link](vbscript:x) and [file link](file:///etc/passwd)',
  '![pixel](https://evil.example/pixel.png?leak=1)',
  '![inline](data:image/svg+xml,<svg onload="top.canary=9"/>)',
  '<link rel=stylesheet href="https://evil.example/x.css"><base href="https://evil.example/">',
  '<form action="https://evil.example"><button>press</button></form>',
  '<style>body{display:none}</style>',
  '[titled](https://example.com "x\\" onmouseover=\\"window.canary=10")',
  '`<script>window.canary=11</script>`',
  '```html\n<script>window.canary=12</script>\n```',
  '$\\href{javascript:window.canary=13}{x}$ and $\\htmlClass{evil}{y}$ and $\\includegraphics{https://evil.example/f.png}$',
  '| a | b |\n|---|---|\n| <img src=x onerror=window.canary=14> | [x](javascript:window.canary=15) |',
  '<details open ontoggle="window.canary=16"><summary>s</summary></details>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
].join('\n\n')

scene('nothing in an answer runs, loads or leads anywhere', {}, async (view) => {
  const own = new URL(view.host.url).origin
  await view.simulator.script({ reasoning: EVIL, answer: EVIL })
  await view.ask('be evil')
  await view.ended()
  await view.by('reasoning-toggle').click()
  for (const link of await view.by('answer-text').locator('a').all()) await link.click()
  await view.page.waitForTimeout(300)
  assert.equal(await view.page.evaluate(() => window.canary), undefined, 'nothing ran')
  assert.equal(await view.page.locator('main script, main iframe, main form, main base, main link, main style, main meta, main object').count(), 0)
  const handlers = await view.page.evaluate(() =>
    [...document.querySelectorAll('main *')].flatMap((part) => part.getAttributeNames().filter((name) => name.startsWith('on'))),
  )
  assert.deepEqual(handlers, [], 'no attribute that would run')
  const hrefs = await view.page.locator('main a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  assert.deepEqual(hrefs.filter((href) => !/^(https?|mailto):/.test(href ?? '')), [], 'only plain addresses became links')
  assert.deepEqual(view.asked.filter((url) => !url.startsWith(own)), [], 'no request left the page')
  assert.equal(new URL(view.page.url()).origin, own)
  assert.ok(await view.page.locator('body').isVisible())
})

scene('a question is shown as it was typed', {}, async (view) => {
  await view.ask('<b onclick="window.canary=1">bold</b> **stars** [x](javascript:1) [[sim text="ok"]]')
  await view.ended()
  assert.match(await view.questions.innerText(), /<b onclick="window\.canary=1">bold<\/b> \*\*stars\*\*/)
  assert.equal(await view.questions.locator('b, strong, a').count(), 0)
})

scene('a link opens through the program, and the window stays', {}, async (view) => {
  await view.simulator.script({ answer: 'See [the docs](https://example.com/docs?q=1).' })
  await view.ask('link')
  await view.ended()
  const before = view.page.url()
  await view.page.getByRole('link', { name: 'the docs' }).click()
  await until(() => view.host.said.includes('link: https://example.com/docs?q=1'), 'the program was asked to open it')
  await view.page.getByRole('link', { name: 'the docs' }).click({ button: 'middle' })
  await view.page.getByRole('link', { name: 'the docs' }).click({ modifiers: ['Control'] })
  await until(() => view.host.said.split('link: https://example.com/docs?q=1').length === 4, 'each way of clicking asks the program')
  assert.equal(view.page.url(), before)
  assert.equal(view.page.context().pages().length, 1, 'no tab opened')
  assert.deepEqual(view.asked.filter((url) => url.includes('example.com')), [])
})

scene('a picture of the web is named and never fetched', {}, async (view) => {
  await view.simulator.script({ answer: '![A whale](https://example.com/whale.png)\n\n![](//example.com/2.png)' })
  await view.ask('picture')
  await view.ended()
  await view.says('A whale')
  assert.equal(await view.by('answer-text').locator('img').count(), 0)
  assert.deepEqual(view.asked.filter((url) => url.includes('example.com')), [])
})

scene('ten thousand brackets and a wall of text do not stop the window', {}, async (view) => {
  await view.simulator.script({ answer: `${'['.repeat(10_000)}\n\n${'> '.repeat(400)}deep\n\n${'a'.repeat(60_000)}\n\nthe end` })
  await view.ask('wall')
  await view.ended()
  await view.says('the end')
  const wide = await view.by('message-list').evaluate((list) => list.scrollWidth - list.clientWidth)
  assert.ok(wide <= 0, 'nothing sticks out sideways')
  await view.input.fill('still here')
})
