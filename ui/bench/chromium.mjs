// The pages in Chromium. It tells the time of the main thread itself (`Performance.getMetrics`).
import { sharedBrowser, closeBrowser, startHost } from '../e2e/stage.mjs'
import { install } from './probe.mjs'
import { PAGES } from './pages.mjs'
import { costOf } from './processes.mjs'

/** Chromium over a simulator and the floor's server. */
export async function openChromium({ simulator, floor }) {
  const browser = await sharedBrowser()
  const whole = await browser.newBrowserCDPSession()

  async function rendererS() {
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
    return processInfo.filter((one) => one.type === 'renderer').reduce((sum, one) => sum + one.cpuTime, 0)
  }

  return {
    name: 'Chromium',
    /** `shared`: a dev host that is there already, and stays. */
    async open(kind, shared) {
      const own = kind === 'hadal' && shared === undefined ? await startHost({ base: simulator.base }) : null
      const host = kind === 'hadal' ? (shared ?? own) : null
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'light' })
      const page = await context.newPage()
      await page.addInitScript(install)
      const session = await context.newCDPSession(page)
      // Time on the processor, not on the clock: what other programs take is no cost of the page.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      const address = host === null ? floor.url + PAGES[kind].search : host.url
      const field = page.locator(PAGES[kind].field)
      const reload = async () => {
        await page.goto('about:blank')
        await page.goto(address)
        await field.waitFor()
      }
      await reload()
      return {
        page,
        reload,
        evaluate: (text) => page.evaluate(text),
        async fresh() {
          if (kind === 'hadal') {
            await page.locator(PAGES.hadal.fresh).click()
            await page.getByTestId('empty-conversation').waitFor()
          } else await page.reload()
          await field.waitFor()
          // Over the text on every page: what moves below a pointer costs more than what moves beside it.
          await page.mouse.move(640, 300)
        },
        async ask(text) {
          await field.fill(text)
          await field.press('Enter')
        },
        async cost() {
          const { metrics } = await session.send('Performance.getMetrics')
          const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0
          const program = host === null ? { cpuS: 0, memoryMb: 0 } : costOf(host.pid)
          return {
            taskS: of('TaskDuration'),
            scriptS: of('ScriptDuration'),
            layoutS: of('LayoutDuration') + of('RecalcStyleDuration'),
            rendererS: await rendererS(),
            ownS: program.cpuS,
            ownMb: program.memoryMb,
            pageMb: of('JSHeapUsedSize') / 1024 / 1024,
          }
        },
        collect: () => session.send('HeapProfiler.collectGarbage'),
        async close() {
          await context.close()
          await own?.end()
        },
      }
    },
    end: closeBrowser,
  }
}
