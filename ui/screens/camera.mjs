// Taking the pictures: each state in both themes and both widths.
import { join, resolve, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import en from './en.mjs'
import zh from './zh.mjs'

export const FOLDER = process.env['HADAL_SCREENS'] ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', 'target', 'screens')
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 480, height: 800 },
]
const THEMES = ['light', 'dark']
export const LANGUAGES = { en, zh }

const words = process.argv.slice(2)
export const languages = Object.keys(LANGUAGES).filter((name) => words.includes(name) || !words.some((word) => word in LANGUAGES))
const states = words.filter((word) => !(word in LANGUAGES))
export const wanted = (state) => states.length === 0 || states.includes(state)

export const inTokens = (text) => text.match(/\s*[^\s，。]{1,8}[，。]?/gu) ?? []

/** One state in each theme and size. */
export async function shoot(view, name, { before, sizes = SIZES, pointer = false } = {}) {
  for (const size of sizes) {
    await view.page.setViewportSize(size)
    for (const colorScheme of THEMES) {
      await view.page.emulateMedia({ colorScheme })
      // The window notices its new width by itself.
      await view.page.waitForTimeout(120)
      await before?.(size)
      // The pointer stands where it changes nothing, unless it is what is shown.
      if (!pointer) await view.page.mouse.move(size.width - 4, size.height - 4)
      await view.page.waitForTimeout(260)
      await view.page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}-${size.width}.png`), animations: 'disabled' })
    }
  }
  await view.page.setViewportSize(SIZES[0])
  console.log(`  ${name}`)
}

/** Asks the program as the window would. */
export function call(view, command, request) {
  const token = new URL(view.host.url).searchParams.get('token')
  return view.page.evaluate(
    async ([path, body, key]) => (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hadal-token': key }, body: JSON.stringify(body) })).json(),
    [`/command/${command}`, request, token],
  )
}
