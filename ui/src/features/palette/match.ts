// How well a name fits what was typed: pure.

/**
 * Points for a name, 0 when it does not fit: every word of the query must be in it, best at the start of a word;
 * failing that, the letters in their order. No query fits everything alike.
 */
export function fit(name: string, query: string): number {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return 1
  const text = name.toLowerCase()
  if (text.startsWith(wanted)) return 1_000 - text.length
  const words = wanted.split(/\s+/)
  if (words.every((word) => text.includes(word))) {
    const starts = words.filter((word) => isWordStart(text, text.indexOf(word))).length
    return 500 + 50 * starts - Math.min(text.length, 200)
  }
  return inOrder(text, wanted.replaceAll(/\s+/g, '')) ? 100 - Math.min(text.length, 99) : 0
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}

/** Letters in their order, each run beginning a word: `nc` finds “New conversation”, not “once”. */
function inOrder(text: string, letters: string): boolean {
  let from = 0
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? ''
    if (from > 0 && text[from] === letter) {
      from += 1
      continue
    }
    let next = text.indexOf(letter, from)
    while (next !== -1 && !isWordStart(text, next)) next = text.indexOf(letter, next + 1)
    if (next === -1) return false
    from = next + 1
  }
  return true
}
