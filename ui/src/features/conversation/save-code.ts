// Code goes to a file through Rust, which asks where.
import { bridge, toBridgeError } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { showFailure, toasts } from '../../session'

/** Asks where, and writes the code there. */
export async function saveCode(language: string | null, text: string): Promise<void> {
  try {
    const { fileName } = await bridge.call('code_save', { ...(language === null ? {} : { language }), text })
    if (fileName !== null) toasts.show({ text: t('conversation.codeSaved', { name: fileName }) })
  } catch (thrown) {
    showFailure(toBridgeError(thrown))
  }
}
