// Copying as one of the text forms, and the menu entries that every conversation and message has.
import IconCopy from '~icons/lucide/copy'
import IconExport from '~icons/lucide/share'
import { bridge, type ExportChoice, type ExportFormat, type ExportScope } from '../../bridge'
import type { MenuEntry } from '../../design'
import { t } from '../../lib/i18n/index.svelte'
import { copyText, toasts } from '../../session'
import { exporting } from './exporting.svelte'
import { formatName } from './format-words'

const COPIED = ['markdown', 'text', 'html', 'json'] as const
const CHOICES: ExportChoice[] = ['reasoning', 'metadata', 'instructions']
/** Of one answer only its words are wanted, as of a page out of a book. */
const OF_MESSAGE: ExportChoice[] = []

export async function copyAs(scope: ExportScope, format: ExportFormat): Promise<void> {
  const choices = scope.kind === 'message' ? OF_MESSAGE : CHOICES
  const text = bridge.call('export_text', { wish: { scope, format, choices } }).then((answer) => answer.text)
  if (await copyText(text)) toasts.show({ text: t('export.copied', { format: formatName(format) }) })
}

/** `title` is of one thing, or says what several are. */
export function exportEntries(scope: ExportScope, title: string, one: boolean): readonly MenuEntry[] {
  const copies = COPIED.map((format): MenuEntry => ({ kind: 'item', label: formatName(format), run: () => void copyAs(scope, format) }))
  return [
    ...(one ? [{ kind: 'more', label: t('export.copyAs'), icon: IconCopy, entries: copies } as const] : []),
    { kind: 'item', label: t('export.open'), icon: IconExport, run: () => setTimeout(() => exporting.show({ scope, title }), 0) },
  ]
}
