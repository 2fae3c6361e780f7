// What of a diagram's source is handed on to be drawn. Settings inside the source would be the model's settings, not ours.

/** Longer ones are left as text. */
const MAX_CHARACTERS = 20_000

/** Lines with a connection that are still drawn: the layout takes much longer than the reading. */
const MAX_LINKS = 400

/** Whether a fence of this language can be drawn. */
export function isDiagram(language: string | null): boolean {
  return language === 'mermaid'
}

/** Whether it is small enough to be drawn without making anybody wait. */
export function isDrawable(source: string): boolean {
  if (source.length > MAX_CHARACTERS) return false
  return source.split('\n').filter((line) => /[-=.~]{2,}|->/.test(line)).length <= MAX_LINKS
}

/** The source without front matter, directives, and orders that would lead out of the picture. */
export function plainSource(source: string): string {
  return source
    .replace(/^\s*---\r?\n[\s\S]*?\r?\n---[^\S\n]*(\r?\n|$)/, '')
    .replaceAll(/%%\{[\s\S]*?\}%%/g, '')
    // Pictures of the web inside a picture.
    .replaceAll(/\b(img|image|sprite)\s*:\s*("[^"]*"|'[^']*'|[^\s,}]+)/g, '$1: ""')
    .split('\n')
    .filter((line) => !/^\s*(click|link|links|callback)\s/.test(line))
    .join('\n')
}

/** What the diagram calls itself, if it does. */
export function titleOf(source: string): string | null {
  const named = /^\s*(?:accTitle\s*:|title\s*:?|pie(?:\s+showData)?\s+title)\s+(\S[^\n]*)$/m.exec(source)
  return named?.[1]?.trim().slice(0, 200) ?? null
}
