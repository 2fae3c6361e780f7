// Where words occur in a text: whatever the case, in any script.

/** A pattern that finds these words; nothing for no words. */
export function patternOf(query: string): RegExp | null {
  if (query === '') return null
  const literal = query.normalize('NFC').replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`).replaceAll('\\-', '-')
  // Answers hold spaces that do not break, and no one types those.
  return new RegExp(literal.replaceAll(' ', '[ \u00a0\u202f]'), 'giu')
}

/** From where to where they occur, at most `limit` times. */
export function occurrences(text: string, pattern: RegExp, limit = 10_000): [number, number][] {
  const found: [number, number][] = []
  for (const match of text.matchAll(pattern)) {
    if (found.length === limit) break
    found.push([match.index, match.index + match[0].length])
  }
  return found
}
