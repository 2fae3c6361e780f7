// A prompt's text with its blanks: `{{word}}` is asked for when the prompt is inserted.
import type { Prompt } from '../../bridge'

const BLANK = /\{\{\s*([^{}\n]{1,60}?)\s*\}\}/gu

/** The names of the blanks, each once, in their order. */
export function blanksOf(text: string): string[] {
  return [...new Set([...text.matchAll(BLANK)].map((match) => match[1] ?? ''))]
}

/** The text with its blanks filled. What is filled in is taken as it is: blanks in it are words. */
export function fillBlanks(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(BLANK, (whole: string, name: string) => values.get(name) ?? whole)
}

/** Prompts that fit what is typed after `/`: those that begin so first. */
export function matching(prompts: readonly Prompt[], typed: string): Prompt[] {
  const wanted = typed.toLowerCase()
  const begins = prompts.filter((prompt) => prompt.name.toLowerCase().startsWith(wanted))
  const holds = prompts.filter((prompt) => !begins.includes(prompt) && prompt.name.toLowerCase().includes(wanted))
  return [...begins, ...holds]
}

/** Prompts as a file holds them; nothing when it holds none. A list, or an object with a list named `prompts`. */
export function readPrompts(json: string): Prompt[] | null {
  let value: unknown
  try {
    value = JSON.parse(json.replace(/^\ufeff/u, ''))
  } catch {
    return null
  }
  const list: unknown = Array.isArray(value) ? value : typeof value === 'object' && value !== null && 'prompts' in value ? value.prompts : null
  if (!Array.isArray(list)) return null
  const prompts = list.filter(isPrompt).map(({ name, text }) => ({ name, text }))
  return prompts.length === 0 ? null : prompts
}

function isPrompt(value: unknown): value is Prompt {
  return typeof value === 'object' && value !== null && 'name' in value && 'text' in value && typeof value.name === 'string' && typeof value.text === 'string'
}

/** Prompts as a file. */
export function writePrompts(prompts: readonly Prompt[]): string {
  return `${JSON.stringify({ format: 'hadal.prompts', version: 1, prompts }, null, 2)}\n`
}

/** Those of a file in place of those of the same name. */
export function merged(prompts: readonly Prompt[], from: readonly Prompt[]): Prompt[] {
  const names = new Set(from.map((prompt) => prompt.name.toLowerCase()))
  const last = new Map(from.map((prompt) => [prompt.name.toLowerCase(), prompt]))
  return [...prompts.filter((prompt) => !names.has(prompt.name.toLowerCase())), ...last.values()]
}
