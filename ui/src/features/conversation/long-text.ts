// Long messages of one's own are shown from their start; the rest comes on demand, a part at a time.

/** Lines and characters that show at once. */
const FIRST = { lines: 30, characters: 4_000 }

/** Characters that more asking brings. */
const STEP = 100_000

/** Where to cut `text` so that at most the first lines show. Its length when it is short enough. */
export function firstCut(text: string): number {
  let end = -1
  for (let line = 0; line < FIRST.lines; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end === -1) break
  }
  const byLines = end === -1 ? text.length : end
  // A few characters more than allowed are no reason to fold.
  if (byLines === text.length && text.length <= FIRST.characters * 1.25) return text.length
  return wholeCharacter(text, Math.min(byLines, FIRST.characters))
}

/** The next cut, after `cut`. */
export function nextCut(text: string, cut: number): number {
  return wholeCharacter(text, Math.min(text.length, cut + STEP))
}

function wholeCharacter(text: string, cut: number): number {
  const unit = text.charCodeAt(cut)
  return unit >= 0xdc00 && unit < 0xe000 ? cut - 1 : cut
}
