// How the kinds of files are called. A kind without words does not build.
import type { ExportChoice, ExportFormat } from '../../bridge'
import { type MessageKey, t } from '../../lib/i18n/index.svelte'

interface Words {
  /** A proper name is the same in every language. */
  readonly name: string | { readonly key: MessageKey }
  readonly hint: MessageKey
}

const words = {
  markdown: { name: 'Markdown', hint: 'export.mdHint' },
  html: { name: 'HTML', hint: 'export.htmlHint' },
  text: { name: { key: 'export.txt' }, hint: 'export.txtHint' },
  json: { name: 'JSON', hint: 'export.jsonHint' },
  csv: { name: 'CSV', hint: 'export.csvHint' },
  jsonLines: { name: 'JSON Lines', hint: 'export.jsonlHint' },
  pdf: { name: 'PDF', hint: 'export.pdfHint' },
  docx: { name: 'Word', hint: 'export.docxHint' },
  png: { name: { key: 'export.png' }, hint: 'export.pngHint' },
} as const satisfies Record<ExportFormat, Words>

export function formatName(format: ExportFormat): string {
  const { name }: Words = words[format]
  return typeof name === 'string' ? name : t(name.key)
}

export function formatHint(format: ExportFormat): string {
  return t(words[format].hint)
}

export function choiceName(choice: ExportChoice): string {
  switch (choice) {
    case 'reasoning':
      return t('export.reasoning')
    case 'branches':
      return t('export.branches')
    case 'metadata':
      return t('export.metadata')
    case 'instructions':
      return t('export.instructions')
    case 'cost':
      return t('export.cost')
  }
}
