// Every browser test, in one process with one Chromium. Arguments choose files: `npm run e2e -- turns library`.
import { readdirSync } from 'node:fs'
import { after, describe } from 'node:test'
import { closeBrowser } from './stage.mjs'

const wanted = process.argv.slice(2)
const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.e2e.mjs')).sort()

const chosen = files.filter((file) => wanted.length === 0 || wanted.some((word) => file.startsWith(word)))

// Two at a time: each has its own program and page, and mostly waits.
describe('the window in a browser', { concurrency: 2 }, async () => {
  for (const file of chosen) await import(`./${file}`)
})

after(closeBrowser)
