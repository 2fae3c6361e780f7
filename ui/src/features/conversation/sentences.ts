// Whole sentences of a text that still grows: for the ear, which is told once and not word by word.

/** The sentences that are finished beyond `from`, and how far they go. A sentence is finished when another has begun. */
export function finishedSentences(text: string, from: number, language: string): { readonly words: string; readonly to: number } {
  const rest = text.slice(from)
  let to = 0
  for (const { index } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(rest)) to = index
  return { words: rest.slice(0, to).trim(), to: from + to }
}
