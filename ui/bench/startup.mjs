// `cargo xtask bench startup`: from the exec of the program to a composer that takes keys, beside a bare WebKitGTK window,
// in turns in one run; then what both cost at rest. Prints a table and, for each goal, PASS or MISS.
//
//   --times N    how often each is started; the middle one counts (7)
//   --rest S     seconds at rest before and while cost is measured (10)
//   --json FILE  the figures, for other programs
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TEST_KEY } from '../e2e/stage.mjs'
import { openDesk } from './desk.mjs'
import { cpuOfFamily, family, load, shareOfMemory } from './processes.mjs'

const words = process.argv.slice(2)
const value = (word, or) => (words.includes(word) ? words[words.indexOf(word) + 1] : or)
const times = Number(value('--times', 7))
const restS = Number(value('--rest', 10))

/** Goals of the app against the bare window. */
const SLOWER = 1.25
const MORE_MB = 60
const IDLE_CPU_MS_PER_S = 2
const WHITE = 0.5
/** The first line of the composer on the bench's screen: x, y, width and height. */
const FIELD = '432 736 560 26'

const { HADAL_PROGRAM: app, HADAL_BARE: bare, HADAL_WATCH: watch, HADAL_HISTORY: history } = process.env
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1))

const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Starts one program under the eyes of `watch`, and closes its window as a person does. */
async function start(desk, program, args, environment, rest = false) {
  const child = desk.start(watch, [program, ...args], environment, { stdin: true })
  const seen = JSON.parse(await desk.line(child))
  if (rest) {
    await pause(restS * 1000)
    const members = family(seen.pid)
    const before = cpuOfFamily(members)
    await pause(restS * 1000)
    seen.cpuMsPerS = ((cpuOfFamily(members) - before) * 1000) / restS
    seen.memoryMb = shareOfMemory(members)
  }
  // Openbox closes the window as a person does; one press in some dozens is lost.
  for (let waited = 0; waited < 20_000 && family(seen.pid).length > 0; waited += 50) {
    if (waited % 4000 === 0) execFileSync('xdotool', ['key', 'alt+F4'], { env: { ...process.env, DISPLAY: desk.display }, stdio: 'ignore' })
    await pause(50)
  }
  child.stdin.end()
  await new Promise((done) => child.once('exit', done))
  return seen
}

const desk = await openDesk()
const data = desk.place('data')
mkdirSync(data, { recursive: true })
// With the note of its clean end, or each start would check it from end to end.
for (const file of ['history.db', 'hadal.lock']) cpSync(join(history, file), join(data, file))
const programs = {
  bare: [bare, [], {}],
  hadal: [app, ['--data-dir', data], { DEEPSEEK_API_KEY: TEST_KEY, WATCH_FIELD: FIELD }],
  dark: [app, ['--data-dir', data], { DEEPSEEK_API_KEY: TEST_KEY, GTK_THEME: 'Adwaita:dark' }],
}
console.log(`A history of ${(statSync(join(data, 'history.db')).size / 1e6).toFixed(0)} MB. Load at the start: ${load()}.`)
const rows = { bare: [], hadal: [] }
// A history of an earlier version is brought up to date first, and not while it is timed.
execFileSync(app, ['list', '--data-dir', data], { stdio: 'ignore' })
// Once each for the file cache.
for (const name of ['bare', 'hadal']) await start(desk, ...programs[name])
for (let round = 0; round < times; round += 1) {
  for (const name of ['bare', 'hadal']) {
    const seen = await start(desk, ...programs[name], round === times - 1)
    rows[name].push(seen)
    console.log(`${name.padEnd(6)} shown ${seen.shown.toFixed(0).padStart(5)} ms   usable ${seen.usable.toFixed(0).padStart(5)} ms   painted ${seen.painted.toFixed(0).padStart(5)} ms   first key ${seen.key.toFixed(0).padStart(4)} ms`)
  }
}
const dark = await start(desk, ...programs.dark)
await desk.end()

const of = (name, what) => middle(rows[name].map((row) => row[what]))
const last = (name) => rows[name].at(-1)
const figures = {
  bare: { shownMs: of('bare', 'shown'), usableMs: of('bare', 'usable'), paintedMs: of('bare', 'painted'), keyMs: of('bare', 'key'), memoryMb: last('bare').memoryMb, cpuMsPerS: last('bare').cpuMsPerS },
  hadal: { shownMs: of('hadal', 'shown'), usableMs: of('hadal', 'usable'), paintedMs: of('hadal', 'painted'), keyMs: of('hadal', 'key'), memoryMb: last('hadal').memoryMb, cpuMsPerS: last('hadal').cpuMsPerS },
  whiteInTheDark: dark.white,
  took: rows,
}
console.log('')
for (const name of ['bare', 'hadal']) {
  const { shownMs, usableMs, paintedMs, keyMs, memoryMb, cpuMsPerS } = figures[name]
  console.log(`${name.padEnd(6)} shown ${shownMs.toFixed(0)} ms, usable ${usableMs.toFixed(0)} ms, painted ${paintedMs.toFixed(0)} ms, first key ${keyMs.toFixed(0)} ms, ${memoryMb.toFixed(0)} MB PSS, ${cpuMsPerS.toFixed(1)} ms of CPU a second at rest`)
}
console.log('')
const judge = (text, found, met) => console.log(`${met ? 'PASS' : 'MISS'}  ${text}: ${found}`)
const ratio = figures.hadal.usableMs / figures.bare.usableMs
judge(`exec to a composer that takes keys within ${SLOWER}x of the bare window`, `${ratio.toFixed(2)}x`, ratio <= SLOWER)
judge('the first key shows', `${figures.hadal.keyMs.toFixed(0)} ms`, rows.hadal.every((row) => row.key >= 0))
const more = figures.hadal.memoryMb - figures.bare.memoryMb
judge(`memory within ${MORE_MB} MB PSS of the bare window`, `${more.toFixed(0)} MB more`, more <= MORE_MB)
const busier = figures.hadal.cpuMsPerS - figures.bare.cpuMsPerS
judge('at rest no CPU beyond that of the bare window, whose caret blinks', `${busier.toFixed(1)} ms a second more`, busier <= IDLE_CPU_MS_PER_S)
judge('no white flash in a dark window', `at most ${(dark.white * 100).toFixed(1)} % of the screen white`, dark.white < WHITE)
const file = value('--json')
if (file !== undefined) writeFileSync(file, `${JSON.stringify(figures)}\n`)
console.log(`Load at the end: ${load()}. ${readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*: (.*)/)?.[1] ?? ''}`)
process.exit(0)
