// One measurement: an answer of so many tokens at such a pace on one page, from the key press to the last paint.
import { newMark, PAGES, question } from './pages.mjs'
import { load } from './processes.mjs'

/** Long enough for anything but a page that hangs. */
const LIMIT_MS = 150_000

const WARM_TOKENS = 400

/** Opens a page, warms it up (what is loaded lazily is there then), and measures `times` answers on it. */
export async function measure({ engine, simulator }, { kind, tokens, rate, times = 1 }) {
  const view = await engine.open(kind)
  try {
    await answer(view, simulator, kind, WARM_TOKENS, 0)
    const rows = []
    for (let time = 0; time < times; time += 1) {
      await view.fresh()
      rows.push({ engine: engine.name, kind, tokens, rate, ...(await answer(view, simulator, kind, tokens, rate)) })
    }
    return median(rows)
  } finally {
    await view.close()
  }
}

async function answer(view, simulator, kind, tokens, rate) {
  const mark = newMark()
  await view.collect()
  await view.evaluate(`window.probe.start(${JSON.stringify(PAGES[kind].newest)}, '${mark}')`)
  const before = await view.cost()
  const asked = Date.now()
  await view.ask(question(tokens, rate, mark))
  const limit = LIMIT_MS + (rate === 0 ? 0 : (tokens / rate) * 1000)
  const painted = await Promise.race([view.evaluate('window.probe.painted'), patience(limit)])
  if (painted === null) throw new Error(`${tokens} tokens at ${rate}/s on ${kind}: the end was never painted`)
  await view.evaluate('window.probe.quiet()')
  const after = await view.cost()
  const seen = await view.evaluate('window.probe.stop()')
  const sent = (await simulator.requests()).findLast((request) => JSON.stringify(request.body).includes(mark) && request.events_sent > tokens)
  const differences = Object.fromEntries(['taskS', 'scriptS', 'layoutS', 'rendererS', 'ownS'].map((name) => [name, after[name] - before[name]]))
  return {
    ...differences,
    ...seen,
    totalMs: painted - (sent?.started_ms ?? asked),
    lagMs: sent === undefined ? Number.NaN : painted - sent.last_ms,
    pageMb: after.pageMb,
    ownMb: after.ownMb,
    load: load(),
  }
}

function patience(ms) {
  return new Promise((done) => setTimeout(() => done(null), ms).unref())
}

/** The run in the middle by its time. */
function median(rows) {
  return rows.toSorted((one, other) => one.totalMs - other.totalMs)[Math.floor(rows.length / 2)]
}
