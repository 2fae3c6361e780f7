// Reads the hostile corpus: files of cases, each under a line `%%%% its name`.
import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../tests/fixtures/hostile/', import.meta.url)

/** Every case, as `{ kind, name, text }`. */
export function cases() {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .flatMap((file) =>
      readFileSync(new URL(file, FOLDER), 'utf8')
        .split(/^%%%% /m)
        .slice(1)
        .map((part) => {
          const end = part.indexOf('\n')
          return { kind: file.replace('.txt', ''), name: part.slice(0, end), text: part.slice(end + 1).replace(/\n$/, '') }
        }),
    )
}

/** Cases of one kind together, as many as make a text of about `size` characters. */
export function inBatches(all, size) {
  const batches = []
  let length = 0
  for (const one of all) {
    const last = batches[batches.length - 1]
    if (last === undefined || last[0].kind !== one.kind || length > size) {
      batches.push([one])
      length = 0
    } else last.push(one)
    length += one.text.length
  }
  return batches
}

/** One text of many cases: what a case leaves open is closed before the next. */
export function together(batch) {
  return batch.map(({ text }) => `${text}\n\n~~~\n~~~\n\n<!-- -->\n\n`).join('')
}
