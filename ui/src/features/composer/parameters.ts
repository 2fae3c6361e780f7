// The parameters of a conversation as they are edited: hundredths become numbers, lines become texts to stop at.
import type { Parameters, ThinkingWord } from '../../bridge'

export interface ParametersProps {
  choice: { readonly model: string; readonly thinking: ThinkingWord; readonly parameters: Parameters }
  onchange: (parameters: Parameters) => void
  onclose: () => void
}

/** The API's upper limit of an answer, thinking included. */
export const MAX_TOKENS_MAX = 393_216
/** Most texts to stop at. */
export const STOP_MAX = 16
/** The server's own temperature, in hundredths. */
export const TEMPERATURE_OWN = 100

/** Nothing chosen: the API decides. */
export const noParameters: Parameters = {
  system: '',
  temperatureHundredths: null,
  topPHundredths: null,
  maxTokens: null,
  stop: [],
  json: false,
}

/** Whether anything is chosen. */
export function isChosen(parameters: Parameters): boolean {
  const { system, temperatureHundredths, topPHundredths, maxTokens, stop, json } = parameters
  return system !== '' || temperatureHundredths !== null || topPHundredths !== null || maxTokens !== null || stop.length > 0 || json
}

/** Tokens that were typed: nothing for an empty field, `undefined` for what is no number of tokens. */
export function tokensOf(typed: string): number | null | undefined {
  const plain = typed.replace(/[\s,_，]/gu, '')
  if (plain === '') return null
  if (!/^\d{1,7}$/u.test(plain)) return undefined
  const tokens = Number(plain)
  return tokens >= 1 && tokens <= MAX_TOKENS_MAX ? tokens : undefined
}

/** Texts to stop at, one a line; `\n` in a line is a line end. */
export function stopsOf(typed: string): string[] {
  return typed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('\\n', '\n'))
    .slice(0, STOP_MAX)
}

/** Texts to stop at as they are edited. */
export function stopLines(stop: readonly string[]): string {
  return stop.map((text) => text.replaceAll('\n', '\\n')).join('\n')
}
