import { expect, it } from 'vitest'
import { Draft } from './draft.svelte'
import { attached, FILES_MAX } from './files'
import type { Read } from './intake.svelte'

const read = (over: Partial<Read> = {}): Read => ({ files: [], pictures: [], unseen: [], refusals: [], ...over })

/** Reads that end when they are told to. */
function gates(draft: Draft) {
  const open: (() => void)[] = []
  const take = (count: number, over: Partial<Read> = {}): Promise<void> =>
    draft.intake.take(
      () => draft.room,
      async (room) => {
        await new Promise<void>((done) => open.push(done))
        return read({ files: Array.from({ length: Math.min(room, count) }, (_, at) => attached(`${at}`, 'x')), ...over })
      },
      (lot) => draft.attach(lot.files),
    )
  const next = async (): Promise<void> => {
    await Promise.resolve().then(() => undefined)
    open.shift()?.()
  }
  return { take, next }
}

it('files that are read at the same time are no more than a message can hold', async () => {
  const draft = new Draft()
  const { take, next } = gates(draft)
  const lots = [take(FILES_MAX - 1), take(FILES_MAX - 1)]
  await next()
  await lots[0]
  await next()
  await Promise.all(lots)
  expect(draft.files).toHaveLength(FILES_MAX)
})

it('a message that is sent while its files are read waits for all of them, and goes once', async () => {
  const draft = new Draft()
  const { take, next } = gates(draft)
  const lots = [take(1), take(1)]
  expect(draft.intake.waits()).toBe(true)
  await next()
  await lots[0]
  expect(draft.intake.goes(), 'the second is not here').toBe(false)
  await next()
  await lots[1]
  expect(draft.intake.goes()).toBe(true)
  expect(draft.intake.goes(), 'once').toBe(false)
  expect(draft.intake.waits(), 'nothing is read any longer').toBe(false)
})

it.each([
  ['a file was refused', (draft: Draft) => (draft.intake.refusals = ['no'])],
  ['more was typed', (draft: Draft) => draft.intake.clear()],
])('a message that waits for its files stays when %s', async (_, happens) => {
  const draft = new Draft()
  const { take, next } = gates(draft)
  const lot = take(1)
  draft.intake.waits()
  happens(draft)
  await next()
  await lot
  expect(draft.intake.goes()).toBe(false)
  expect(draft.files).toHaveLength(1)
})
