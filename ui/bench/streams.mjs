// `node bench/streams.mjs [STREAMS [TOKENS/S [SECONDS]]]`: so many conversations (20) that stream at once at such a pace
// (100), one after the other looked at in the window: every task over 50 ms on the page's main thread, and how even its
// frames were; with it the processor's share of the heaviest task, as on a busy machine a task waits longer than it works. Uses the dev host that is built; the page does not know how its words are made.
import { closeBrowser, openPage, sharedBrowser, startHost, startSimulator } from '../e2e/stage.mjs'
import { load } from './processes.mjs'

const [streams, rate, seconds] = [20, 100, 20].map((or, at) => Number(process.argv[at + 2] ?? or))

const simulator = await startSimulator()
const host = await startHost({ base: simulator.base })
const { page, heard } = await openPage(host.url)
await page.getByTestId('composer-input').waitFor()
await page.evaluate(() => {
  window.seen = { tasks: [], gaps: [], last: performance.now() }
  new PerformanceObserver((list) => window.seen.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' })
  const frame = (now) => {
    window.seen.gaps.push(now - window.seen.last)
    window.seen.last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})
const browser = await sharedBrowser()
await browser.startTracing(page, { categories: ['toplevel'] })
console.log(`${streams} streams, ${rate} tokens/s each, ${seconds} s; load ${load()}`)
const { origin, searchParams } = new URL(host.url)
const headers = { 'content-type': 'application/json', 'x-hadal-token': searchParams.get('token'), origin }
for (let seed = 0; seed < streams; seed += 1) {
  const text = `${seed} [[sim tokens=${rate * seconds} rate=${rate} seed=${seed} unlimited]]`
  const request = { text, model: 'deepseek-flash', thinking: 'off', clientId: crypto.randomUUID() }
  const response = await fetch(`${origin}/command/turn_start`, { method: 'POST', headers, body: JSON.stringify(request) })
  if (!response.ok) throw new Error(await response.text())
}
const rows = page.locator('[data-row]')
for (let at = 0; (await page.locator('.running').count()) > 0; at += 1) {
  await rows.nth(at % streams).click({ timeout: 5000 }).catch(() => undefined)
  await page.waitForTimeout(1000)
}
const trace = JSON.parse(String(await browser.stopTracing())).traceEvents
const main = new Set(trace.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(({ pid }) => pid))
const worked = trace.filter((event) => event.name.endsWith('RunTask') && main.has(event.pid)).map((event) => (event.tdur ?? 0) / 1000)
const { tasks, gaps } = await page.evaluate(() => window.seen)
gaps.sort((one, other) => one - other)
const of = (share) => (gaps[Math.floor((gaps.length - 1) * share)] ?? Number.NaN).toFixed(0)
console.log(`tasks over 50 ms: ${tasks.length}, longest ${Math.max(0, ...tasks).toFixed(0)} ms (goal: none); the heaviest worked ${worked.reduce((most, one) => Math.max(most, one), 0).toFixed(0)} ms`)
console.log(`between frames: median ${of(0.5)} ms, 99 % ${of(0.99)} ms, most ${of(1)} ms; load ${load()}`)
if (heard.length > 0) console.log(heard.join('\n'))
await closeBrowser()
await host.end()
await simulator.end()
process.exit(0)
