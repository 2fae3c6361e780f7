// Brings a hit onto the page: opens what hides it, mounts it, and says where it stands.
import { flushSync } from 'svelte'
import type { Block } from '../../bridge'
import type { BlockList } from './block-list.svelte'
import type { Conversation } from './conversation.svelte'
import type { Hit } from './finder.svelte'
import { rangesIn } from './highlights'
import { firstCut, nextCut } from './long-text'
import { patternOf } from './occurrences'
import type { Pins } from './pins.svelte'

/** The hit as a part of the page; its whole block when the words cannot be told apart in it. */
export function reveal(hit: Hit, query: string, conversation: Conversation, pins: Pins, list: Element): Range | null {
  const message = conversation.messages.find((one) => one.id === hit.messageId)
  const pattern = patternOf(query)
  if (message === undefined || pattern === null) return null
  const blocks = hit.part === 'reasoning' ? message.reasoning : message.answer
  if (hit.block === -1) {
    let cut = message.shownChars ?? firstCut(message.words)
    while (cut < message.words.length && cut < hit.from + query.length) cut = nextCut(message.words, cut)
    if (cut !== firstCut(message.words)) message.shownChars = cut
  } else {
    if (hit.part === 'reasoning') message.reasoningOpen = true
    unfold(blocks, hit.block)
  }
  pins.put('find', [{ messageId: hit.messageId, part: hit.part, block: hit.block }])
  flushSync()
  const root = list.querySelector(
    hit.block === -1
      ? `[data-message="${CSS.escape(hit.messageId)}"] [data-own-words]`
      : `[data-message="${CSS.escape(hit.messageId)}"] [data-blocks="${hit.part}"] > [data-place="${hit.block}"]`,
  )
  if (root === null) return null
  const found = rangesIn(root, pattern)[hit.nth]
  if (found === undefined) {
    const whole = document.createRange()
    whole.selectNodeContents(root)
    return whole
  }
  const inner = found.startContainer.parentElement
  // Code and tables scroll sideways on their own.
  if (inner !== null && inner.closest('pre, .table') !== null) inner.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  return found
}

/** Long code in the block shows whole. */
function unfold(blocks: BlockList, index: number): void {
  const open = (block: Block, path: string): void => {
    if (block.type === 'code') blocks.tints.of(path).whole = true
    else if (block.type === 'quote' || block.type === 'footnote') for (const [at, one] of block.blocks.entries()) open(one, `${path}.${at}`)
    else if (block.type === 'list') {
      for (const [at, item] of block.items.entries()) for (const [inner, one] of item.blocks.entries()) open(one, `${path}.${at}.${inner}`)
    }
  }
  const cell = blocks.cells[index]
  if (cell !== undefined) open(cell.block, String(index))
}
