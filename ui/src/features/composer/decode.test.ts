import { expect, test } from 'vitest'
import { decode } from './decode'

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The same in several encodings, made with Python's codecs. */
const SAMPLES = [
  ['GB18030', 'c9eebaa3b5c4d3e3d4dabadab0b5d6d0b7a2b9e2a3acc3bbd3d0c8cbd6aab5c0cbfcc3c7b4d3c4c4c0efc0b4a1a3', '深海的鱼在黑暗中发光，没有人知道它们从哪里来。'],
  ['SHIFT_JIS', '905b8a4382cc8b9b82cd88c388c582cc928682c58cf582e9814282c782b182a982e7978882bd82cc82a9924e82e0926d82e782c882a28142', '深海の魚は暗闇の中で光る。どこから来たのか誰も知らない。'],
  ['EUC-JP', 'bfbcb3a4a4ceb5fba4cfb0c5b0c7a4cec3e6a4c7b8f7a4eba1a3a4c9a4b3a4aba4e9cde8a4bfa4cea4abc3afa4e2c3cea4e9a4caa4a4a1a3', '深海の魚は暗闇の中で光る。どこから来たのか誰も知らない。'],
  ['EUC-KR', 'bdc9c7d8c0c720b9b0b0edb1e2b4c220beeeb5d220bcd3bfa1bcad20bafbb3adb4d92e20beeeb5f0bfa1bcad20bfd4b4c2c1f620bec6b9abb5b520b8f0b8a5b4d92e', '심해의 물고기는 어둠 속에서 빛난다. 어디에서 왔는지 아무도 모른다.'],
  ['BIG5', 'b260aefcaabab3bda662b6c2b774a4a4b56fa5faa141a853a6b3a448aabeb944a5a6adccb171adfeb8cca8d3a143', '深海的魚在黑暗中發光，沒有人知道它們從哪裡來。'],
  ['WINDOWS-1251', 'c3ebf3e1eeeaeee2eee4edfbe520f0fbe1fb20f1e2e5f2fff2f1ff20e220f2e5ecedeef2e52c20e820ede8eaf2ee20ede520e7ede0e5f22c20eef2eaf3e4e020eeede82e', 'Глубоководные рыбы светятся в темноте, и никто не знает, откуда они.'],
  ['WINDOWS-1252', '4c657320706f6973736f6e7320646573206162797373657320e9636c616972656e74206c276f62736375726974e9206ff9206c61206c756d69e87265207327617272ea746520e0206a616d6169732e', "Les poissons des abysses éclairent l'obscurité où la lumière s'arrête à jamais."],
  ['UTF-16LE', '460069007300680020006f006600200074006800650020006400650065007000200073006500610020007300680069006e0065002e00', 'Fish of the deep sea shine.'],
] as const

test.each(SAMPLES)('a text in %s is read', (encoding, hex, text) => {
  expect(decode(bytes(hex))).toEqual({ kind: 'text', text, encoding })
})

test('marks and UTF-8 are believed, and the mark is no part of the text', () => {
  expect(decode(new TextEncoder().encode('\ufeff深海 🐟'))).toEqual({ kind: 'text', text: '深海 🐟', encoding: 'UTF-8' })
  expect(decode(bytes('feff6df16d77'))).toMatchObject({ text: '深海', encoding: 'UTF-16BE' })
})

test.each([
  ['empty', ''],
  ['pdf', '255044462d312e37'],
  ['image', '89504e470d0a1a0a'],
  ['office', '504b030414000600'],
  ['binary', '7f454c4602010100'],
  ['binary', '6162630064656600ffff'],
] as const)('what is no text is told as %s', (kind, hex) => expect(decode(bytes(hex))).toEqual({ kind }))
