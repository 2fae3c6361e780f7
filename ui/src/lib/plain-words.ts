// An answer's beginning as one line of a list: its words without the marks that set them. Only what is surely a mark goes.

const MARKS: readonly (readonly [mark: RegExp, words: string])[] = [
  // Formulas of their own, also one that the end cuts off; short ones in a line keep their letters.
  [/\$\$[\s\S]*?(?:\$\$|$)/gu, '…'],
  [/\$(?=\S)([^$\\\n]{1,24}?)(?<=\S)\$(?!\d)/gu, '$1'],
  // A fence with the name of its language, a heading, a quotation, at the beginning of a line.
  [/^[ \t]*(?:`{3,}|~{3,})[^\n]*$/gmu, ''],
  [/^[ \t]*#{1,6}[ \t]+/gmu, ''],
  [/^[ \t]*>[ \t]?/gmu, ''],
  // The rule under the head of a table.
  [/\|?(?:\s*:?-{2,}:?\s*\|)+/gu, ''],
  // Strong, struck, code.
  [/(\*\*|__|~~)(?=\S)([\s\S]*?)(?<=\S)\1/gu, '$2'],
  [/(?<![\w*])\*(?=[^\s*])([^*\n]*?)(?<=[^\s*])\*(?![\w*])/gu, '$1'],
  [/`([^`\n]+)`/gu, '$1'],
  // A link keeps its name.
  [/\[([^\][\n]+)\]\([^()\s]+\)/gu, '$1'],
]

export function plainWords(markdown: string): string {
  return MARKS.reduce((words, [mark, to]) => words.replace(mark, to), markdown).replace(/\s+/gu, ' ').trim()
}
