// Our own lint: layers, the one importer of Tauri, no raw-HTML sink, no `any`, file sizes, unprefixed user-select.
// Prints every finding and fails on the first kind of any of them.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** What each layer may import besides itself. Features see each other only through an index. */
const MAY = {
  lib: [],
  bridge: [],
  design: ['lib'],
  session: ['lib', 'bridge'],
  features: ['lib', 'bridge', 'design', 'session'],
  app: ['lib', 'bridge', 'design', 'session', 'features'],
  // The page of the parts, for those who build: nothing of the window may know it.
  gallery: ['lib', 'design'],
  'main.ts': ['app'],
}

const FORBIDDEN = [
  [/\{@html\b/, 'raw HTML: mount typed nodes instead'],
  [/\b(innerHTML|outerHTML|insertAdjacentHTML|srcdoc|setHTMLUnsafe|createContextualFragment)\b/, 'a raw-HTML sink'],
  [/\bdocument\.write\b/, 'a raw-HTML sink'],
  [/\beval\(|\bnew Function\(/, 'code made of text'],
  [/(:\s*any\b|\bas any\b|<any\b|\bany\[\])/, '`any`: name the type, or take `unknown`'],
  [/@ts-(ignore|nocheck|expect-error)/, 'a silenced type check'],
  [/\b(localStorage|sessionStorage|indexedDB)\b/, 'storage of the web view: the program keeps everything'],
]

/** The one place that sets markup, a constant: the frame in which diagrams are drawn. */
const DRAWING_BOARD = join('features', 'diagram', 'board.ts')

/** Physical sides in styles: right-to-left must cost nothing. */
const PHYSICAL = /(^|[\s;{])((scroll-)?(margin|padding)|border)-(left|right|top|bottom)\b|(^|[\s;{])border-(top|bottom)-(left|right)-radius\b|(^|[\s;{])(left|right)\s*:|(text-align|float|clear)\s*:\s*(left|right)/

/** Lines a file may have, by kind (house.md: components 80 / 200 / 300). */
const limitOf = (path) => (path.endsWith('.svelte') ? 300 : 400)

const findings = []
const found = (path, line, text) => findings.push(`${path}:${line}: ${text}`)

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (/\.(ts|svelte|css)$/.test(entry.name)) yield path
  }
}

const placeOf = (path) => {
  const parts = relative(root, path).split(sep)
  return { layer: parts[0], feature: parts[0] === 'features' ? parts[1] : undefined }
}

function checkImport(path, here, spec, line) {
  if (spec.startsWith('@tauri-apps/') && path !== join('bridge', 'tauri.ts')) found(path, line, 'only bridge/tauri.ts imports @tauri-apps')
  if (!spec.startsWith('.')) {
    if (here.layer === 'lib' && /^svelte($|\/)/.test(spec)) found(path, line, 'lib is pure: no Svelte')
    return
  }
  const target = resolve(root, dirname(path), spec)
  const there = placeOf(target)
  if (there.layer !== here.layer && !(MAY[here.layer] ?? []).includes(there.layer)) {
    found(path, line, `${here.layer} may not import ${there.layer}`)
  }
  if (there.feature !== undefined && there.feature !== here.feature && relative(root, target).split(sep).length > 2) {
    found(path, line, `another feature only through its index: ${spec}`)
  }
}

for (const file of files(root)) {
  const path = relative(root, file)
  if (path.startsWith(join('bridge', 'generated'))) continue
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const here = placeOf(file)
  const test = path.endsWith('.test.ts')
  if (!test && lines.length - 1 > limitOf(path)) found(path, lines.length, `longer than ${limitOf(path)} lines: split it`)
  let style = path.endsWith('.css')
  lines.forEach((content, index) => {
    const line = index + 1
    if (content.startsWith('<style')) style = true
    if (content.startsWith('</style')) style = false
    for (const match of content.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) checkImport(path, here, match[1], line)
    for (const [pattern, reason] of FORBIDDEN) if (pattern.test(content) && !(path === DRAWING_BOARD && reason === 'a raw-HTML sink') && !/^\s*(\/\/|\*|\/\*)/.test(content)) found(path, line, reason)
    if ((style || /\bstyle:(left|right|margin-left|margin-right|padding-left|padding-right)\b/.test(content)) && (PHYSICAL.test(content) || !style)) found(path, line, 'a physical side: use the logical property')
  })
}

for (const finding of findings) console.error(finding)
if (findings.length > 0) {
  console.error(`${findings.length} findings`)
  process.exit(1)
}
console.log('layers hold')
