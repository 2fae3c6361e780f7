// How the kinds of files are called. A kind that is new to this page goes by its extension.
import type { ExportChoice } from '../../bridge'
import { type MessageKey, t } from '../../lib/i18n/index.svelte'

/** Proper names, the same in every language. */
const NAMES: Readonly<Record<string, string>> = { md: 'Markdown', html: 'HTML', json: 'JSON', csv: 'CSV', jsonl: 'JSON Lines', pdf: 'PDF', docx: 'Word' }

const HINTS: Readonly<Record<string, MessageKey>> = {
  md: 'export.mdHint',
  html: 'export.htmlHint',
  txt: 'export.txtHint',
  json: 'export.jsonHint',
  csv: 'export.csvHint',
  jsonl: 'export.jsonlHint',
  pdf: 'export.pdfHint',
  docx: 'export.docxHint',
  png: 'export.pngHint',
}

export function formatName(format: string): string {
  if (format === 'txt') return t('export.txt')
  if (format === 'png') return t('export.png')
  return NAMES[format] ?? format.toUpperCase()
}

export function formatHint(format: string): string | undefined {
  const key = HINTS[format]
  return key === undefined ? undefined : t(key)
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
