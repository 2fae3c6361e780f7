// A conversation of 1,000 long messages: a click on its row to its painted end, then the wheel through it and back, beside
// a page that shows the same as plain text, each message an element of its own (`content-visibility`).
import { newMark } from './pages.mjs'
import { load } from './processes.mjs'
import { WATCH_WHEEL } from './wheel-watch.mjs'

const TURNS = 500
const TOKENS = 300
/** A turn of the wheel, and how often. */
const STEP_PX = 240
const STEP_MS = 16

/** Makes the conversation, and plain texts of the same length for the floor. `mark` ends the last answer. */
export async function makeHistory({ host, turns = TURNS }) {
  const mark = newMark()
  const token = new URL(host.url).searchParams.get('token')
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json', 'x-hadal-token': token }
    const response = await fetch(new URL(path, host.url), { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
  let place = {}
  for (let turn = 0; turn < turns; turn += 1) {
    const end = turn === turns - 1 ? ` end=${mark}` : ''
    const text = `[[sim tokens=${TOKENS} seed=${turn}${end}]] Question ${turn} of a long conversation`
    const choice = { model: 'deepseek-flash', thinking: 'off', clientId: crypto.randomUUID() }
    const { view, answerId } = await (await post('/command/turn_start', { ...place, text, ...choice })).json()
    await (await post('/watch/turn_attach', { messageId: answerId, watchId: crypto.randomUUID() })).text()
    place = { conversationId: view.info.id, parentId: answerId }
  }
  const { text } = await (await post('/command/message_source', { messageId: place.parentId })).json()
  const plain = text.replace(mark, '')
  const texts = Array.from({ length: turns }, (_, turn) => [`Question ${turn} of a long conversation`, `${turn}. ${plain}`]).flat()
  return { mark, texts: [...texts.slice(0, -1), `${texts.at(-1)}\n\n${mark}`], id: place.conversationId }
}

/** Opens the conversation `times` on a page loaded anew each time; the middle one counts. Then the wheel. */
export async function measureHistory({ engine, kind, history, host, times }) {
  const view = await engine.open(kind, host)
  try {
    const rows = []
    for (let time = 0; time < times; time += 1) {
      await view.reload()
      rows.push(await opening(view, kind, history))
    }
    const wheel = await wheeling(view, kind)
    const row = rows.toSorted((one, other) => one.openMs - other.openMs)[Math.floor(rows.length / 2)]
    return { engine: engine.name, kind, ...row, ...wheel, load: load() }
  } finally {
    await view.close()
  }
}

/** What one clicks, where the last message stands, and what scrolls. */
const PARTS = {
  hadal: { click: '[data-row]', last: '[data-testid=answer-text]', scroller: '[data-testid=message-list]' },
  blocks: { click: 'button', last: 'main p:last-of-type', scroller: 'main' },
}

async function opening(view, kind, { mark }) {
  const { click, last } = PARTS[kind]
  await view.page.locator(click).first().waitFor()
  await view.evaluate('window.probe.quiet()')
  await view.evaluate(`window.probe.start(${JSON.stringify(last)}, '${mark}', 0)`)
  const before = await view.cost()
  await view.evaluate(`addEventListener('click', () => (window.clicked = performance.timeOrigin + performance.now()), { capture: true, once: true })`)
  await view.page.locator(click).first().click()
  const painted = await view.evaluate('window.probe.painted')
  const clicked = await view.evaluate('window.clicked')
  const atPaint = await view.cost()
  await view.evaluate('window.probe.quiet()')
  const after = await view.cost()
  const seen = await view.evaluate('window.probe.stop()')
  return {
    openMs: painted - clicked,
    openTaskS: atPaint.taskS - before.taskS,
    settledTaskS: after.taskS - before.taskS,
    openLongestMs: seen.longestTaskMs,
    openLongTasks: seen.longTasks,
    elements: seen.elements,
  }
}

async function wheeling(view, kind) {
  const { scroller } = PARTS[kind]
  const box = await view.page.locator(scroller).boundingBox()
  await view.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const far = await direction(view, scroller, -STEP_PX, 6_000)
  await view.evaluate(`document.querySelector('${scroller}').scrollTop = -1e7`)
  await view.page.keyboard.press('Home')
  await view.page.waitForTimeout(1_500)
  return { up: far, down: await direction(view, scroller, STEP_PX, 6_000) }
}

async function direction(view, scroller, by, lastsMs) {
  await view.evaluate(`(${WATCH_WHEEL})('${scroller}')`)
  await view.evaluate(`window.probe.start('none', 'none', 1000)`)
  const before = await view.cost()
  const end = Date.now() + lastsMs
  let next = performance.now()
  while (Date.now() < end) {
    await view.page.mouse.wheel(0, by)
    next += STEP_MS
    await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())))
  }
  const after = await view.cost()
  const watched = await view.evaluate('window.wheelWatch.stop()')
  const probed = await view.evaluate('window.probe.stop()')
  return {
    fps: (probed.frames * 1000) / lastsMs,
    dropped: probed.dropped,
    longTasks: probed.longTasks,
    longestMs: probed.longestTaskMs,
    taskS: after.taskS - before.taskS,
    ...watched,
  }
}

const way = (of) =>
  `${of.fps.toFixed(0)} frames/s, ${of.longTasks} tasks over 50 ms (longest ${of.longestMs.toFixed(0)}), jumps ${of.jumps}, blanks ${of.blanks}, ${of.scrolledPx} px, at most ${of.most} elements`

/** The row as people read it. */
export function told(row) {
  return [
    `${row.engine} ${row.kind}: opened in ${row.openMs.toFixed(0)} ms (main thread ${(row.openTaskS * 1000).toFixed(0)} ms, settled ${(row.settledTaskS * 1000).toFixed(0)} ms; ${row.openLongTasks} tasks over 50 ms, longest ${row.openLongestMs.toFixed(0)} ms), ${row.elements} elements; load ${row.load.toFixed(1)}`,
    `  the wheel up:   ${way(row.up)}`,
    `  the wheel down: ${way(row.down)}`,
  ].join('\n')
}

/** The goals that these rows can judge. */
export function judgeHistory(rows) {
  const [ours, floor] = ['hadal', 'blocks'].map((kind) => rows.find((row) => row.kind === kind))
  if (ours === undefined || floor === undefined) return []
  const at = `${ours.engine}: ${TURNS * 2} messages`
  const ratio = ours.openMs / floor.openMs
  const both = (name) => ours.up[name] + ours.down[name]
  const most = Math.max(ours.up.most, ours.down.most)
  return [
    { text: `${at} open within 1.5x of the floor`, found: `${ratio.toFixed(2)}x`, met: ratio <= 1.5 },
    { text: `${at}: the wheel meets no task over 50 ms`, found: String(both('longTasks')), met: both('longTasks') === 0 },
    { text: `${at}: nothing jumps`, found: String(both('jumps')), met: both('jumps') === 0 },
    { text: `${at}: nothing is blank`, found: String(both('blanks')), met: both('blanks') === 0 },
    { text: `${at}: fewer than 1,500 elements`, found: String(most), met: most < 1_500 },
  ]
}
