// The words of Office documents: Word, PowerPoint and Excel since 2007, which are XML in a ZIP. What is drawn, and what
// macros would do, stays out.
import { type Element, named, readXml } from './xml'
import { Zip } from './zip'

/** Cells of one workbook that are read. */
const CELLS_MAX = 500_000
/** Characters of the texts of a workbook: more than a message may have. */
const TEXT_MAX = 20_000_000

/** The text of a document; `null` for another kind of package, or one that cannot be read. */
export async function officeText(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const zip = Zip.open(bytes)
  if (zip === null) return null
  if (zip.names.includes('word/document.xml')) return wordText(zip)
  if (zip.names.includes('xl/workbook.xml')) return excelText(zip)
  return zip.names.includes('ppt/presentation.xml') ? slidesText(zip) : null
}

async function xml(zip: Zip, name: string): Promise<Element | null> {
  const text = await zip.text(name)
  return text === null ? null : readXml(text)
}

/** One paragraph: its runs, with tabs and line ends where they are. Words that were deleted in a revision are none. */
function paragraph(element: Element): string {
  let text = ''
  for (const part of element.children) {
    if (part.name === 't') text += part.text
    else if (part.name === 'tab' && element.name === 'r') text += '\t'
    else if (part.name === 'br' || part.name === 'cr') text += '\n'
    else text += paragraph(part)
  }
  return text
}

async function wordText(zip: Zip): Promise<string | null> {
  const document = await xml(zip, 'word/document.xml')
  const body = document === null ? undefined : named(document, 'body')[0]
  if (body === undefined) return null
  return blocks(body).join('\n').trim()
}

/** Paragraphs and tables in their order; a row of a table is a line with tabs. */
function blocks(parent: Element): string[] {
  return parent.children.flatMap((child) => {
    if (child.name === 'p') return [paragraph(child)]
    if (child.name === 'tbl') {
      return child.children.filter(({ name }) => name === 'tr').map((row) => cells(row).join('\t'))
    }
    return ['sdt', 'sdtContent', 'ins', 'smartTag', 'customXml'].includes(child.name) ? blocks(child) : []
  })
}

function cells(row: Element): string[] {
  return row.children.filter(({ name }) => name === 'tc').map((cell) => blocks(cell).join(' ').replaceAll(/\s+/gu, ' ').trim())
}

const numberOf = (name: string): number => Number(/(\d+)\.xml$/u.exec(name)?.[1] ?? 0)

async function slidesText(zip: Zip): Promise<string | null> {
  const slides = zip.names.filter((name) => /^ppt\/slides\/slide\d+\.xml$/u.test(name)).toSorted((one, other) => numberOf(one) - numberOf(other))
  const texts: string[] = []
  for (const [place, name] of slides.entries()) {
    const slide = await xml(zip, name)
    if (slide === null) return null
    const lines = named(slide, 'p').map(paragraph).filter((line) => line.trim() !== '')
    texts.push([`# ${place + 1}`, ...lines].join('\n'))
  }
  return texts.join('\n\n')
}

async function excelText(zip: Zip): Promise<string | null> {
  const workbook = await xml(zip, 'xl/workbook.xml')
  const relations = await xml(zip, 'xl/_rels/workbook.xml.rels')
  if (workbook === null || relations === null) return null
  const shared = zip.names.includes('xl/sharedStrings.xml') ? await xml(zip, 'xl/sharedStrings.xml') : null
  const strings = shared === null ? [] : named(shared, 'si').map((item) => named(item, 't').filter(({ parent }) => parent?.name !== 'rPh').map(({ text }) => text).join(''))
  const targets = new Map(named(relations, 'Relationship').map((one) => [one.attributes.get('Id'), one.attributes.get('Target') ?? '']))
  const texts: string[] = []
  let left = CELLS_MAX
  let room = TEXT_MAX
  for (const sheet of named(workbook, 'sheet')) {
    const relation = [...sheet.attributes].find(([key]) => key.endsWith(':id'))?.[1]
    const target = targets.get(relation)
    const name = target === undefined ? '' : target.startsWith('/') ? target.slice(1) : `xl/${target}`
    const content = zip.names.includes(name) ? await xml(zip, name) : null
    if (content === null) continue
    const rows: string[] = []
    for (const row of named(content, 'row')) {
      const all = named(row, 'c')
      left -= all.length
      if (left < 0) return null
      const line = csvRow(all, strings, room)
      if (line === null) return null
      room -= line.length
      rows.push(line)
    }
    texts.push([`# ${sheet.attributes.get('name') ?? ''}`, ...rows].join('\n'))
  }
  return texts.length === 0 ? null : texts.join('\n\n')
}

/** Cells that are left out are empty ones. `null`: it is longer than `room`, as a row of one shared string over and over. */
function csvRow(all: readonly Element[], strings: readonly string[], room: number): string | null {
  const values: string[] = []
  let length = 0
  for (const cell of all) {
    const letters = /^[A-Z]{1,3}/u.exec(cell.attributes.get('r') ?? '')?.[0] ?? ''
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
    values.push(...Array.from({ length: Math.max(0, column - 1 - values.length) }, () => ''))
    const value = named(cell, 'v')[0]?.text ?? ''
    const kind = cell.attributes.get('t')
    const text = kind === 's' ? (strings[Number(value)] ?? '') : kind === 'inlineStr' ? named(cell, 't').map((part) => part.text).join('') : value
    length += text.length
    if (length + values.length > room) return null
    values.push(/[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  }
  return values.join(',')
}
