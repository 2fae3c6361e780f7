// The pages in WebKitGTK: the app as the real program in its real window, the floors in WebKit's own small browser. WebKit
// tells nothing about its main thread, so the kernel does: the CPU time of the first thread of its process, which is
// the one that scripts, layout and the tree of what is painted run on.
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PATIENCE_MS, TEST_KEY } from '../e2e/stage.mjs'
import { openDesk } from './desk.mjs'
import { PAGES } from './pages.mjs'
import { install } from './probe.mjs'
import { below, costOf } from './processes.mjs'
import { openSession } from './web-driver.mjs'

/** Enter, as the protocol writes it. */
const ENTER = '\uE007'

/** WebKitGTK over a simulator and the floor's server; `program` is the built app. */
export async function openWindow({ simulator, floor, program }) {
  const desk = await openDesk()
  return {
    name: 'WebKitGTK',
    open: (kind) => (kind === 'hadal' ? openApp(desk, simulator, program) : openFloor(desk, floor.url + PAGES[kind].search, kind)),
    end: () => desk.end(),
  }
}

async function openApp(desk, simulator, program) {
  const folder = mkdtempSync(join(desk.root, 'data-'))
  const start = join(folder, 'start')
  // The driver hides the program's process id.
  writeFileSync(start, `#!/bin/sh\necho $$ >'${folder}/pid'\nexec '${program}' "$@"\n`)
  chmodSync(start, 0o700)
  const args = ['--data-dir', join(folder, 'history'), '--base-url', simulator.base]
  const session = await openSession(desk, { binary: start, args }, { DEEPSEEK_API_KEY: TEST_KEY })
  const own = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  return view(session, 'hadal', own, own, async () => {
    await session.click(await session.find(PAGES.hadal.fresh))
    await session.find('[data-testid=empty-conversation]')
  })
}

async function openFloor(desk, url, kind) {
  const session = await openSession(desk, null)
  await session.go(url)
  return view(session, kind, session.pid, null, () => session.go(url))
}

async function view(session, kind, ancestor, own, fresh) {
  await session.find(PAGES[kind].field)
  const web = await webProcess(ancestor)
  const watch = () => session.run(`(${install})()`)
  await watch()
  return {
    evaluate: (text) => session.settled(text),
    async fresh() {
      await fresh()
      await watch()
    },
    async ask(text) {
      const field = await session.find(PAGES[kind].field)
      await session.type(field, text)
      await session.type(field, ENTER)
    },
    async cost() {
      const page = costOf(web)
      const program = own === null ? { cpuS: 0, memoryMb: 0 } : costOf(own)
      return {
        taskS: page.mainS,
        scriptS: Number.NaN,
        layoutS: Number.NaN,
        rendererS: page.cpuS,
        ownS: program.cpuS,
        ownMb: program.memoryMb,
        pageMb: page.memoryMb,
      }
    },
    collect: async () => undefined,
    close: () => session.end(),
  }
}

async function webProcess(ancestor) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const found = below(ancestor, 'WebKitWebPro')
    if (found !== null) return found
    if (Date.now() > end) throw new Error('the process of the web view is not there')
    await new Promise((done) => setTimeout(done, 50))
  }
}
