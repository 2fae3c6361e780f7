import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Zip } from './zip'

/** A package with one deflated file. */
function pack(name: string, text: string): Uint8Array<ArrayBuffer> {
  const packed = deflateRawSync(Buffer.from(text))
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(30 + name.length + packed.length, 16)
  return new Uint8Array(Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]))
}

describe('a package', () => {
  it('gives the text of a file by its name', async () => {
    const zip = Zip.open(pack('a.xml', '深海 '.repeat(1000)))
    expect(zip?.names).toEqual(['a.xml'])
    expect(await zip?.text('a.xml')).toBe('深海 '.repeat(1000))
    expect(await zip?.text('b.xml')).toBeNull()
  })

  it('that is cut anywhere, or says more than there is, is none or has no text', async () => {
    const whole = pack('a.xml', 'words')
    for (let end = 0; end < whole.length; end += 1) {
      const cut = Zip.open(whole.slice(0, end))
      expect(cut === null || (await cut.text('a.xml')) === null).toBe(true)
    }
    const wild = whole.slice()
    wild.fill(0xff, whole.length - 6, whole.length - 2)
    expect(Zip.open(wild)).toBeNull()
  })

  it('unpacks no more than its limit', async () => {
    const zip = Zip.open(pack('a.xml', 'x'.repeat(65 * 1024 * 1024)))
    expect(await zip?.text('a.xml')).toBeNull()
  })
})
