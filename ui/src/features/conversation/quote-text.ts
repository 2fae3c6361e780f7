// A passage as a quote in Markdown, for the composer.

const said = (line: string): boolean => line.trim() !== ''

/** Each line of a passage behind `> `; blank lines at its ends are left away. */
export function quoted(passage: string): string {
  const lines = passage.replaceAll(/\r\n?/gu, '\n').split('\n')
  const from = lines.findIndex(said)
  if (from === -1) return ''
  return lines
    .slice(from, lines.findLastIndex(said) + 1)
    .map((line) => (said(line) ? `> ${line.trimEnd()}` : '>'))
    .join('\n')
}

/** What is typed, with a quote after it, and room to write on below. */
export function withQuote(typed: string, passage: string): string {
  const quote = quoted(passage)
  if (quote === '') return typed
  const before = typed.trimEnd()
  return `${before === '' ? '' : `${before}\n\n`}${quote}\n\n`
}
