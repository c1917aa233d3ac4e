import { randomBytes, randomInt } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { decodeBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys/lib/WABinary/index.js'
import { describe, expect, it } from 'vitest'
import type { Stanza } from './stanza.ts'
import { child, textOf } from './stanza.ts'
import { decodeStanza, encodeStanza } from './stanza-codec.ts'
import { singleByteToken } from './tokens.ts'

const VALUES = [
  '',
  'iq',
  'set',
  's.whatsapp.net',
  '@s.whatsapp.net',
  'companion_enc_static',
  'critical_unblock_low',
  '0',
  '1',
  '12707.36408-17',
  '1700000000',
  '3EB0',
  '3EB0ABCDEF0123456789',
  'ABC',
  '-.',
  '9'.repeat(127),
  '9'.repeat(128),
  'F'.repeat(127),
  '4915112345678@s.whatsapp.net',
  '4915112345678:7@s.whatsapp.net',
  '104912345678901@lid',
  '104912345678901:12@lid',
  '104912345678901:255@lid',
  '123:3@hosted',
  '123:99@hosted.lid',
  '120363000000000000@g.us',
  'status@broadcast',
  'lower case text',
  'Größe ✓',
  'x'.repeat(255),
  'y'.repeat(256),
  'z'.repeat(1 << 10),
  'nobody@home',
]

const pick = <T>(values: readonly T[]): T => {
  const value = values[randomInt(values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

function randomStanza(depth: number): Stanza {
  const attrs = Object.fromEntries(
    Array.from({ length: randomInt(6) }, (_, index) => [
      pick(['id', 'from', 'to', 'jid', `own-${index}`]),
      pick(VALUES),
    ]),
  )
  const tag = pick(['iq', 'message', 'participants', 'link_code_pairing_ref', 'of my own'])
  const kind = randomInt(depth > 0 ? 3 : 2)
  if (kind === 0) return { tag, attrs }
  if (kind === 1) return { tag, attrs, content: randomBytes(pick([0, 1, 255, 256, 3000])) }
  return { tag, attrs, content: Array.from({ length: randomInt(5) }, () => randomStanza(depth - 1)) }
}

/** A Baileys node without the properties that say nothing. */
const plain = (node: unknown) => JSON.parse(JSON.stringify(node))

describe('encodeStanza', () => {
  it('is read by the client as it was written', async () => {
    for (let round = 0; round < 300; round++) {
      const stanza = randomStanza(3)

      const read = await decodeBinaryNode(encodeStanza(stanza))

      expect(plain(read)).toEqual(plain(stanza))
    }
  })

  it('gives the client back every kind of attribute value', async () => {
    for (const value of [
      ...VALUES,
      'a@b@c',
      'no-server@',
      '1:300@lid',
      '1:01@lid',
      ':3@lid',
      '1:3@g.us',
      'constructor',
    ]) {
      const read = await decodeBinaryNode(encodeStanza({ tag: 'iq', attrs: { value } }))

      expect(read.attrs.value).toBe(value)
    }
  })

  it('spends one byte on a common word, two on a rarer one and packs digits and hex', () => {
    const size = (value: string) => encodeStanza({ tag: 'iq', attrs: { id: value } }).length
    const bare = encodeStanza({ tag: 'iq', attrs: { id: 'iq' } }).length - 1

    expect(size('message') - bare).toBe(1)
    expect(size('companion_enc_static') - bare).toBe(2)
    expect(size('98765432109') - bare).toBe(2 + 6)
    expect(size('3EB0ABCDEF') - bare).toBe(2 + 5)
  })

  it('writes a device of a phone number or LID in the short form', () => {
    const encoded = encodeStanza({ tag: 'iq', attrs: { to: '12345:7@lid' } })

    expect(encoded.subarray(-8).toString('hex')).toBe('f70107ff8312345f')
  })

  it('writes long lists and long bytes', async () => {
    const children = Array.from({ length: 812 }, (_, index) => ({ tag: 'key', attrs: { id: `${index}` } }))
    const blob = randomBytes((1 << 20) + 1)

    const list = await decodeBinaryNode(encodeStanza({ tag: 'list', attrs: {}, content: children }))
    const leaf = await decodeBinaryNode(encodeStanza({ tag: 'enc', attrs: {}, content: blob }))

    expect(plain(list.content)).toEqual(children)
    expect(Buffer.compare(leaf.content as Buffer, blob)).toBe(0)
  })

  it('refuses what binary XML cannot say', () => {
    expect(() => encodeStanza({ tag: '', attrs: {} })).toThrow('needs a tag')
    const content = Array.from({ length: 65_536 }, () => ({ tag: 'key', attrs: {} }))
    expect(() => encodeStanza({ tag: 'list', attrs: {}, content })).toThrow('65536')
  })
})

describe('decodeStanza', () => {
  it('reads what the client writes', () => {
    for (let round = 0; round < 300; round++) {
      const stanza = randomStanza(3)

      expect(decodeStanza(encodeBinaryNode(stanza as Parameters<typeof encodeBinaryNode>[0]))).toEqual(stanza)
    }
  })

  it('gives leaf texts as bytes, however the client wrote them', () => {
    for (const content of ['1', '0', 'iq', 'Chrome (Mac OS)', '3EB0FF', 'America/Sao_Paulo']) {
      const decoded = decodeStanza(
        encodeBinaryNode({ tag: 'iq', attrs: {}, content: [{ tag: 'ref', attrs: {}, content }] }),
      )
      const ref = child(decoded, 'ref')

      expect(ref?.content).toBeInstanceOf(Uint8Array)
      expect(ref === undefined ? undefined : textOf(ref)).toBe(content)
    }
  })

  it('inflates a compressed frame', () => {
    const stanza: Stanza = { tag: 'iq', attrs: { id: '1' }, content: Buffer.alloc(500, 7) }
    const compressed = Buffer.concat([Buffer.from([2]), deflateSync(encodeStanza(stanza).subarray(1))])

    expect(decodeStanza(compressed)).toEqual(stanza)
  })

  it('keeps its own copy of leaf bytes', () => {
    const encoded = encodeStanza({ tag: 'enc', attrs: {}, content: Buffer.from('abc') })
    const decoded = decodeStanza(encoded)
    encoded.fill(0)

    expect(textOf(decoded)).toBe('abc')
  })

  it('throws on every truncation of a valid frame', () => {
    const stanza: Stanza = {
      tag: 'iq',
      attrs: { id: '123', to: '12345:7@lid', from: '@s.whatsapp.net', type: 'companion_enc_static', hex: '3EB0AB' },
      content: [{ tag: 'enc', attrs: {}, content: randomBytes(300) }],
    }
    const encoded = encodeStanza(stanza)

    for (let length = 0; length < encoded.length; length++) {
      expect(() => decodeStanza(encoded.subarray(0, length))).toThrow()
    }
  })

  it.each([
    ['an empty frame', '', 'empty'],
    ['an empty list', '0000', 'empty list'],
    ['a stanza that is no list', '0001', 'no list'],
    ['an empty tag', '00f80100', 'empty tag'],
    ['a byte that begins no text', '00f801f4', 'no known text'],
    ['an address without a server', '00f80319fa0000', 'no server'],
    ['an address within an address', '00f801fafafc0161fc0162fc0163', 'no known text'],
    ['an unknown domain', '00f801f74201fc0161', 'unknown domain 66'],
    ['a packed value without a character', '00f801ff01dd', 'value 13'],
    ['bytes after the end', '00f80119ff', 'left over: 1'],
    ['a length beyond the end', '00f80219feffffffff', '4294967295 wanted'],
  ])('throws on %s', (_, hex, message) => {
    expect(() => decodeStanza(Buffer.from(hex, 'hex'))).toThrow(message)
  })

  it('throws on nesting without end', () => {
    const nested = Buffer.concat([
      Buffer.from([0]),
      ...Array.from({ length: 5000 }, () => Buffer.from('f80219f801', 'hex')),
    ])

    expect(() => decodeStanza(nested)).toThrow('deeper')
  })

  it('throws on a compressed frame that unfolds without measure', () => {
    const bomb = Buffer.concat([Buffer.from([2]), deflateSync(Buffer.alloc(1 << 25))])

    expect(() => decodeStanza(bomb)).toThrow()
  })

  it('never fails other than by throwing on random bytes', () => {
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.concat([Buffer.from([0, 0xf8]), randomBytes(randomInt(60))])
      try {
        expect(decodeStanza(bytes).tag).not.toBe('')
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        expect(error).not.toBeInstanceOf(RangeError)
      }
    }
  })

  it('keeps an attribute named like a built-in property a plain attribute', () => {
    const decoded = decodeStanza(encodeStanza({ tag: 'iq', attrs: Object.fromEntries([['__proto__', 'x']]) }))

    expect(Object.entries(decoded.attrs)).toEqual([['__proto__', 'x']])
  })
})

describe('the dictionaries', () => {
  it('leave every word of one byte as it is', () => {
    for (let index = 1; index < 236; index++) {
      const word = singleByteToken(index)
      if (word === undefined) continue
      expect(decodeStanza(encodeStanza({ tag: word, attrs: {} })).tag).toBe(word)
    }
  })
})
