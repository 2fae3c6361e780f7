// `cargo xtask bench render`: answers of several lengths and paces, in Chromium and in the real window, beside two pages
// that only append text. Prints a table and, for each goal, PASS or MISS.
//
//   --quick      Chromium only (or, with --window, the window only), one run each, up to 20,000 tokens at pace: two minutes
//   --all        100,000 tokens at 200/s too, which take 500 s each
//   --chromium, --window   only this engine
//   --only LIST  only these of the plan: tokens@rate,tokens@rate (a rate of 0 is full speed)
//   --times N    how often each answer at full speed is taken; the middle one counts (3)
//   --history    only a conversation of 1,000 messages: opening it, and the wheel through it (Chromium)
//   --json FILE  the rows, for other programs
import { writeFileSync } from 'node:fs'
import { startHost, startSimulator } from '../e2e/stage.mjs'
import { openChromium } from './chromium.mjs'
import { startFloor } from './floor-server.mjs'
import { count, judge } from './goals.mjs'
import { judgeHistory, makeHistory, measureHistory, told } from './history.mjs'
import { load } from './processes.mjs'
import { measure } from './run.mjs'
import { openWindow } from './window.mjs'

const words = process.argv.slice(2)
const said = (word) => words.includes(word)
const value = (word) => (said(word) ? words[words.indexOf(word) + 1] : undefined)

const FLOORS = ['blocks', 'plain']

/** What is measured, the quick first: pages, tokens, tokens a second. */
function plan(quick, all, only) {
  if (only !== undefined) {
    return only.split(',').map((word) => {
      const [tokens, rate] = word.split('@').map(Number)
      return { kinds: rate === 0 ? ['hadal', ...FLOORS] : ['hadal', 'blocks'], tokens, rate }
    })
  }
  const fast = [2_000, 20_000, 100_000].map((tokens) => ({ kinds: ['hadal', ...FLOORS], tokens, rate: 0 }))
  const paced = quick
    ? [[2_000, 200], [2_000, 1000], [20_000, 1000]]
    : [[2_000, 200], [2_000, 1000], [20_000, 1000], [20_000, 200], [100_000, 1000], ...(all ? [[100_000, 200]] : [])]
  return [...fast, ...paced.map(([tokens, rate]) => ({ kinds: ['hadal', 'blocks'], tokens, rate }))]
}

const HEADS = ['engine', 'page', 'tokens', 'rate', 'total', 'lag', 'main thread', 'script', 'layout', 'page cpu', 'longest', 'tasks', 'dropped', 'page MB', 'elements', 'own cpu', 'own MB', 'load']

function seconds(number) {
  return Number.isNaN(number) ? '–' : `${number.toFixed(2)} s`
}

function cells(row) {
  const longest = row.longestTaskMs > 0 ? row.longestTaskMs : row.longestGapMs
  const own = row.kind === 'hadal'
  return [
    row.engine, row.kind, count(row.tokens), row.rate === 0 ? 'full' : `${row.rate}/s`,
    `${row.totalMs.toFixed(0)} ms`, `${row.lagMs.toFixed(0)} ms`,
    seconds(row.taskS), seconds(row.scriptS), seconds(row.layoutS), seconds(row.rendererS),
    `${longest.toFixed(0)} ms`, String(row.longTasks), `${row.dropped}/${row.frames + row.dropped}`,
    row.pageMb.toFixed(0), String(row.elements), own ? seconds(row.ownS) : '–', own ? row.ownMb.toFixed(0) : '–', row.load.toFixed(1),
  ]
}

function line(texts) {
  return texts.map((text, index) => text.padEnd(Math.max(8, HEADS[index].length))).join('  ')
}

/** A long conversation in the window and on the floor. */
async function openings(engine) {
  const host = await startHost({ base: simulator.base })
  try {
    const history = await makeHistory({ host })
    floor.keep(history.texts)
    for (const kind of ['blocks', 'hadal']) {
      const row = await measureHistory({ engine, kind, history, host, times: 5 })
      histories.push(row)
      console.log(told(row))
    }
  } finally {
    await host.end()
  }
}

// Whoever is told to end takes along what it started.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1))

const quick = said('--quick')
const engines = [
  ...(said('--window') ? [] : [openChromium]),
  ...(said('--chromium') || said('--history') || (quick && !said('--window')) ? [] : [openWindow]),
]
const times = Number(value('--times') ?? (quick ? 1 : 3))
const simulator = await startSimulator()
const floor = await startFloor(simulator.base)
const rows = []
const histories = []
const failed = []
console.log(`Load at the start: ${load()}. Longest: task, or gap between frames where no task was over 50 ms or the engine tells none.\n`)
if (!said('--history')) console.log(line(HEADS))
for (const open of engines) {
  const engine = await open({ simulator, floor, program: process.env['HADAL_PROGRAM'] })
  if (open === openChromium && value('--only') === undefined) {
    try {
      await openings(engine)
    } catch (error) {
      failed.push(`${engine.name} history: ${error}`)
      console.log(`${engine.name} history: ${error}`)
    }
  }
  for (const { kinds, tokens, rate } of said('--history') ? [] : plan(quick, said('--all'), value('--only'))) {
    for (const kind of kinds) {
      try {
        const row = await measure({ engine, simulator }, { kind, tokens, rate, times: rate === 0 ? times : 1 })
        rows.push(row)
        console.log(line(cells(row)))
      } catch (error) {
        failed.push(`${engine.name} ${kind} ${tokens} @ ${rate}: ${error}`)
        console.log(`${engine.name} ${kind} ${tokens} @ ${rate}: ${error}`)
      }
    }
  }
  await engine.end()
}
await floor.end()
await simulator.end()
const file = value('--json')
if (file !== undefined) writeFileSync(file, [...rows, ...histories].map((row) => `${JSON.stringify(row)}\n`).join(''))
console.log('')
for (const { text, found, met } of [...judge(rows), ...judgeHistory(histories)]) console.log(`${met ? 'PASS' : 'MISS'}  ${text}: ${found}`)
console.log(`Load at the end: ${load()}.`)
process.exit(failed.length > 0 ? 1 : 0)
