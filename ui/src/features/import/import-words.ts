// What is said of a file that was read: whose it is, and what the matter was.
import type { ImportProblem, ImportReason } from '../../bridge'
import { type MessageKey, t } from '../../lib/i18n/index.svelte'

/** Proper names, the same in every language. */
const SOURCES: Readonly<Record<string, string>> = {
  hadal: 'Hadal',
  markdown: 'Markdown',
  deepseek: 'DeepSeek',
  chatgpt: 'ChatGPT',
  claude: 'Claude',
  chatbox: 'Chatbox',
  'cherry-studio': 'Cherry Studio',
  nextchat: 'NextChat',
  'open-webui': 'Open WebUI',
  lobechat: 'LobeChat',
}

const REASONS = {
  unknown: 'import.unknown',
  broken: 'import.broken',
  cutOff: 'import.cutOff',
  tooLarge: 'import.tooLarge',
  packed: 'import.packed',
  encoding: 'import.encoding',
  field: 'import.field',
  empty: 'import.empty',
  twice: 'import.twice',
  twiceMessages: 'import.twiceMessages',
  orphans: 'import.orphans',
  circles: 'import.circles',
  messages: 'import.unreadMessages',
  parts: 'import.parts',
  files: 'import.files',
  refused: 'import.refused',
  other: 'import.other',
} as const satisfies Record<ImportReason, MessageKey>

export function sourceNames(words: readonly string[]): string {
  return words.map((word) => SOURCES[word] ?? word).join(', ')
}

export function reasonOf(problem: ImportProblem): string {
  return t(REASONS[problem.reason], { n: problem.n ?? 1, detail: problem.detail ?? '' })
}
