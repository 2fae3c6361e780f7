// Words and the one way on for every error code. A code without words does not build.
import type { ErrorCode } from '../bridge'
import type { MessageKey } from '../lib/i18n/index.svelte'

/** What the one button under an error does; the part that shows it knows how. */
export type ErrorAction = 'retry' | 'key' | 'endpoint' | 'topUp' | 'model' | 'parameters' | 'newConversation' | 'none'

export interface ErrorWords {
  readonly sentence: MessageKey
  readonly action: ErrorAction
}

const words = {
  message_blank: { sentence: 'error.message_blank', action: 'none' },
  message_too_long: { sentence: 'error.message_too_long', action: 'none' },
  key_malformed: { sentence: 'error.key_malformed', action: 'key' },
  key_missing: { sentence: 'error.key_missing', action: 'key' },
  key_refused: { sentence: 'error.key_refused', action: 'key' },
  keychain_unavailable: { sentence: 'error.keychain_unavailable', action: 'key' },
  balance_empty: { sentence: 'error.balance_empty', action: 'topUp' },
  base_url_unusable: { sentence: 'error.base_url_unusable', action: 'endpoint' },
  backup_unusable: { sentence: 'error.backup_unusable', action: 'none' },
  proxy_unusable: { sentence: 'error.proxy_unusable', action: 'none' },
  offline: { sentence: 'error.offline', action: 'retry' },
  connect_refused: { sentence: 'error.connect_refused', action: 'endpoint' },
  tls_failed: { sentence: 'error.tls_failed', action: 'retry' },
  tls_untrusted: { sentence: 'error.tls_untrusted', action: 'retry' },
  tls_expired: { sentence: 'error.tls_expired', action: 'endpoint' },
  tls_wrong_name: { sentence: 'error.tls_wrong_name', action: 'endpoint' },
  clock_wrong: { sentence: 'error.clock_wrong', action: 'retry' },
  proxy_failed: { sentence: 'error.proxy_failed', action: 'retry' },
  proxy_login: { sentence: 'error.proxy_login', action: 'retry' },
  intercepted: { sentence: 'error.intercepted', action: 'retry' },
  timed_out: { sentence: 'error.timed_out', action: 'retry' },
  stalled: { sentence: 'error.stalled', action: 'retry' },
  cut: { sentence: 'error.cut', action: 'retry' },
  throttled: { sentence: 'error.throttled', action: 'retry' },
  throttled_balance: { sentence: 'error.throttled_balance', action: 'topUp' },
  paused: { sentence: 'error.paused', action: 'retry' },
  server_busy: { sentence: 'error.server_busy', action: 'retry' },
  server_failed: { sentence: 'error.server_failed', action: 'retry' },
  address_wrong: { sentence: 'error.address_wrong', action: 'endpoint' },
  not_api: { sentence: 'error.not_api', action: 'endpoint' },
  model_unknown: { sentence: 'error.model_unknown', action: 'model' },
  context_too_long: { sentence: 'error.context_too_long', action: 'newConversation' },
  content_refused: { sentence: 'error.content_refused', action: 'none' },
  parameter_refused: { sentence: 'error.parameter_refused', action: 'parameters' },
  messages_refused: { sentence: 'error.messages_refused', action: 'newConversation' },
  request_refused: { sentence: 'error.request_refused', action: 'retry' },
  answer_empty: { sentence: 'error.answer_empty', action: 'retry' },
  answer_broken: { sentence: 'error.answer_broken', action: 'retry' },
  answer_too_large: { sentence: 'error.answer_too_large', action: 'none' },
  answer_whole: { sentence: 'error.answer_whole', action: 'none' },
  prefix_missing: { sentence: 'error.prefix_missing', action: 'none' },
  turn_running: { sentence: 'error.turn_running', action: 'none' },
  question_sent: { sentence: 'error.question_sent', action: 'none' },
  not_found: { sentence: 'error.not_found', action: 'newConversation' },
  name_taken: { sentence: 'error.name_taken', action: 'none' },
  disk_full: { sentence: 'error.disk_full', action: 'retry' },
  history_read_only: { sentence: 'error.history_read_only', action: 'none' },
  history_moved: { sentence: 'error.history_moved', action: 'none' },
  history_disk_failed: { sentence: 'error.history_disk_failed', action: 'retry' },
  history_newer: { sentence: 'error.history_newer', action: 'none' },
  history_in_use: { sentence: 'error.history_in_use', action: 'none' },
  history_unusable: { sentence: 'error.history_unusable', action: 'none' },
  picture_unusable: { sentence: 'error.picture_unusable', action: 'none' },
  export_failed: { sentence: 'error.export_failed', action: 'retry' },
  file_unreadable: { sentence: 'error.file_unreadable', action: 'none' },
  link_refused: { sentence: 'error.link_refused', action: 'none' },
  request_malformed: { sentence: 'error.request_malformed', action: 'none' },
  internal: { sentence: 'error.internal', action: 'retry' },
} as const satisfies Record<ErrorCode, ErrorWords>

/** What is said about `code`, and the one way on. An unknown code of a newer program is said as an inner fault. */
export function wordsOf(code: ErrorCode): ErrorWords {
  return words[code] ?? words.internal
}

/** Every code, for tests. */
export const errorCodes = Object.keys(words) as readonly ErrorCode[]
