import type { ByteReader } from './byte-reader.ts'
import { createByteReader } from './byte-reader.ts'
import { packedSize, unpackText } from './packed-text.ts'
import type { Stanza } from './stanza.ts'
import { deviceJidDomains, tag } from './stanza-tags.ts'
import { doubleByteToken, singleByteToken } from './tokens.ts'

// Real stanzas nest a handful deep; the bound keeps hostile bytes from exhausting the stack.
const MAX_DEPTH = 64

/** Reads one stanza that fills the bytes exactly, without the flag byte; throws on anything malformed. */
export function readStanza(bytes: Uint8Array): Stanza {
  const reader = createByteReader(bytes)
  const stanza = stanzaFrom(reader, 0)
  if (reader.remaining() > 0) throw new Error(`The stanza ends before its bytes do; left over: ${reader.remaining()}.`)
  return stanza
}

function stanzaFrom(reader: ByteReader, depth: number): Stanza {
  if (depth > MAX_DEPTH) throw new Error(`The stanza nests deeper than ${MAX_DEPTH} levels.`)
  const size = listSize(reader, reader.byte())
  if (size === 0) throw new Error('The stanza is an empty list.')
  const name = textFrom(reader, reader.byte())
  if (name === '') throw new Error('The stanza has an empty tag.')
  const attrs = attributesFrom(reader, (size - 1) >> 1)
  if (size % 2 === 1) return { tag: name, attrs }
  return { tag: name, attrs, content: contentFrom(reader, depth) }
}

function attributesFrom(reader: ByteReader, count: number): Readonly<Record<string, string>> {
  const entries: [string, string][] = []
  for (let index = 0; index < count; index++) {
    entries.push([textFrom(reader, reader.byte()), textFrom(reader, reader.byte())])
  }
  // fromEntries defines properties, so a name like __proto__ stays a name.
  return Object.fromEntries(entries)
}

function contentFrom(reader: ByteReader, depth: number): readonly Stanza[] | Buffer {
  const kind = reader.byte()
  if (isList(kind)) {
    const children: Stanza[] = []
    const count = listSize(reader, kind)
    for (let index = 0; index < count; index++) children.push(stanzaFrom(reader, depth + 1))
    return children
  }
  const length = binaryLength(reader, kind)
  // Clients send short texts as tokens or packed digits; the layers above always see bytes.
  return length === undefined ? Buffer.from(textFrom(reader, kind), 'utf8') : Buffer.from(reader.bytes(length))
}

function textFrom(reader: ByteReader, kind: number): string {
  switch (kind) {
    case tag.jidPair: {
      const user = plainTextFrom(reader, reader.byte())
      const server = plainTextFrom(reader, reader.byte())
      if (server === '') throw new Error('An address has no server.')
      return `${user}@${server}`
    }
    case tag.deviceJid: {
      const domain = reader.byte()
      const device = reader.byte()
      const user = plainTextFrom(reader, reader.byte())
      const server = deviceJidDomains.get(domain)
      if (server === undefined) throw new Error(`An address names the unknown domain ${domain}.`)
      return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`
    }
    default:
      return plainTextFrom(reader, kind)
  }
}

/** Any text but an address: what an address itself is made of. */
function plainTextFrom(reader: ByteReader, kind: number): string {
  if (kind === tag.listEmpty) return ''
  const length = binaryLength(reader, kind)
  if (length !== undefined) return reader.bytes(length).toString('utf8')
  if (kind === tag.nibble8 || kind === tag.hex8) {
    const { bytes, isOdd } = packedSize(reader.byte())
    return unpackText(kind, isOdd, reader.bytes(bytes))
  }
  const token =
    kind >= tag.dictionary0 && kind <= tag.dictionary3
      ? doubleByteToken(kind - tag.dictionary0, reader.byte())
      : singleByteToken(kind)
  if (token === undefined) throw new Error(`The byte ${kind} begins no known text.`)
  return token
}

function binaryLength(reader: ByteReader, kind: number): number | undefined {
  if (kind === tag.binary8) return reader.byte()
  if (kind === tag.binary20) return reader.uint(3) & 0xfffff
  if (kind === tag.binary32) return reader.uint(4)
  return undefined
}

function isList(kind: number): boolean {
  return kind === tag.listEmpty || kind === tag.list8 || kind === tag.list16
}

function listSize(reader: ByteReader, kind: number): number {
  if (kind === tag.listEmpty) return 0
  if (kind === tag.list8) return reader.byte()
  if (kind === tag.list16) return reader.uint(2)
  throw new Error(`The byte ${kind} begins no list.`)
}
