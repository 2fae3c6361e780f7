import { expect, test } from 'vitest'
import { piecesOf } from './pieces'

test('a file comes in pieces that together are its bytes', async () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => (at * 37) % 256)
  const pieces: string[] = []
  for await (const piece of piecesOf(new File([bytes], 'x.zip'), 33)) pieces.push(piece)
  expect(pieces).toHaveLength(4)
  const back = pieces.flatMap((piece) => [...atob(piece)].map((one) => one.charCodeAt(0)))
  expect(back).toEqual([...bytes])
})
