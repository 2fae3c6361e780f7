// Every browser test, in one process with one Chromium. Arguments choose files: `npm run e2e -- turns library`.
import { readdirSync } from 'node:fs'
import { after } from 'node:test'
import { closeBrowser } from './stage.mjs'

const wanted = process.argv.slice(2)
const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.e2e.mjs')).sort()

for (const file of files) {
  if (wanted.length === 0 || wanted.some((word) => file.startsWith(word))) await import(`./${file}`)
}

after(closeBrowser)
