import { describe, expect, it } from 'vitest'
import { named, readXml } from './xml'

describe('XML', () => {
  it('gives elements by their names, with attributes and words', () => {
    const root = readXml('<?xml version="1.0"?><!-- no --><a:x q="1 > 0" b:c=\'d\'>one &amp; <y/>two&#x6df1;<![CDATA[<z>]]></a:x>')
    expect([root?.name, root?.text, root?.attributes.get('q'), root?.attributes.get('b:c')]).toEqual(['x', 'one & two深<z>', '1 > 0', 'd'])
    expect(root && named(root, 'y')).toHaveLength(1)
  })

  it('keeps the order, however deep', () => {
    const root = readXml('<r><t>1</t><p><t>2</t><q><t>3</t></q></p><t>4</t></r>')
    expect(root && named(root, 't').map(({ text }) => text)).toEqual(['1', '2', '3', '4'])
  })

  it('that does not end is none, and expands nothing', () => {
    expect(readXml('<a><b></a>')).toBeNull()
    expect(readXml('</a>')).toBeNull()
    expect(readXml('words')).toBeNull()
    for (const part of ['<a', '<a ', '<!--', '<a b', '<a "']) expect(readXml(part.repeat(50_000)), part).toBeNull()
    expect(readXml('<a/><b')).toBeNull()
    expect(readXml('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')?.text).toBe('&b;')
  })
})
