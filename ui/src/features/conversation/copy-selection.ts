// Copying what is selected. The selection may reach over what is not mounted: whole messages and blocks are taken from
// what the window holds, only its first and last block are read from the page.
import type { BlockList } from './block-list.svelte'
import type { Conversation } from './conversation.svelte'
import { domText } from './dom-text'
import type { Message } from './message.svelte'
import { richPart } from './rich-part'
import { richBlocks, richParts, type RichText, words } from './rich-text'

/** The whole conversation. */
export function richConversation(conversation: Conversation): RichText {
  return richParts(conversation.messages.map(whole))
}

function whole(message: Message): RichText {
  if (message.view.role !== 'assistant') return ownWords(message.view.text)
  const thinking = message.reasoningOpen === true ? richBlocks(message.reasoning.plain()) : words('')
  return richParts([thinking, richBlocks(message.answer.plain())])
}

function ownWords(text: string): RichText {
  const { html, plain } = words(text)
  return { html: `<p>${html}</p>`, plain }
}

/** What is selected in the list; nothing when nothing of a message is. */
export function richSelection(range: Range, conversation: Conversation, list: Element): RichText | null {
  const mounted = [...list.querySelectorAll<HTMLElement>('[data-message]')].filter((element) => range.intersectsNode(element))
  const place = (element: HTMLElement | undefined): number =>
    conversation.messages.findIndex((message) => message.id === element?.dataset['message'])
  const from = place(mounted[0])
  const to = place(mounted.at(-1))
  if (from === -1 || to === -1) return null
  const parts: RichText[] = []
  for (const [index, message] of conversation.messages.entries()) {
    if (index < from || index > to) continue
    const element = index === from ? mounted[0] : index === to ? mounted.at(-1) : undefined
    parts.push(element === undefined ? whole(message) : partOf(message, element, range))
  }
  return richParts(parts)
}

function partOf(message: Message, element: Element, range: Range): RichText {
  const own = element.querySelector('[data-own-words]')
  if (own !== null) {
    if (!range.intersectsNode(own)) return words('')
    // A long message of which only the beginning shows is copied whole when all that shows is selected.
    return holds(range, own) ? ownWords(message.view.text) : richPart(own, range)
  }
  return richParts(
    [...element.querySelectorAll<HTMLElement>('[data-blocks]')].map((text) =>
      blocksIn(text.dataset['blocks'] === 'reasoning' ? message.reasoning : message.answer, text, range),
    ),
  )
}

function blocksIn(blocks: BlockList, text: Element, range: Range): RichText {
  const mounted = [...text.children].filter((child) => child instanceof HTMLElement && range.intersectsNode(child))
  const first = mounted[0]
  const last = mounted.at(-1)
  if (first === undefined || last === undefined) return words('')
  // A selection that ends outside of this text ends in a gap, or beyond it: all on that side is meant.
  const from = placeOf(first) ?? 0
  const to = placeOf(last) ?? blocks.cells.length - 1
  const parts: RichText[] = []
  for (const [index, cell] of blocks.cells.entries()) {
    if (index < from || index > to) continue
    const edge = index === from ? first : index === to ? last : undefined
    const cut = edge !== undefined && placeOf(edge) !== undefined && !holds(range, edge)
    parts.push(cut && edge !== undefined ? richPart(edge, range) : richBlocks([cell.block]))
  }
  return richParts(parts)
}

/** Whether the range holds all words of an element. */
function holds(range: Range, element: Element): boolean {
  const { stretches } = domText(element)
  const first = stretches.find(({ node }) => !(node instanceof Text) || node.data.trim() !== '')?.node
  const last = stretches.findLast(({ node }) => !(node instanceof Text) || node.data.trim() !== '')?.node
  if (first === undefined || last === undefined) return true
  return range.comparePoint(first, 0) >= 0 && range.comparePoint(last, endOfWords(last)) <= 0
}

function endOfWords(node: Node): number {
  return node instanceof Text ? node.data.trimEnd().length : node.childNodes.length
}

/** The number of a mounted block; nothing for a gap. */
function placeOf(element: Element): number | undefined {
  const place = element instanceof HTMLElement ? element.dataset['place'] : undefined
  return place === undefined ? undefined : Number(place)
}
