// What is measured: the window, and the two floors beside it. Each says where the newest text stands and how one asks.

/** The window of the app; `floors` are plain pages that only append text. */
export const PAGES = {
  hadal: { newest: '[data-testid=answer-text]', field: '[data-testid=composer-input]', fresh: '[data-testid=conversation-new]' },
  blocks: { newest: 'main p:last-of-type', field: 'textarea', search: '?blocks' },
  plain: { newest: 'main p:last-of-type', field: 'textarea', search: '' },
}

/** The question whose answer is so long, so fast, and ends with `mark`. */
export function question(tokens, rate, mark) {
  return `[[sim tokens=${tokens} rate=${rate} seed=7 unlimited end=${mark}]] please`
}

/** A word that stands nowhere else. Its letters only: the answer's words are cut at anything else. */
export function newMark() {
  const letters = 'bcdfghjklmnpqrstvwxz'
  return Array.from({ length: 8 }, () => letters[Math.floor(Math.random() * letters.length)]).join('')
}
