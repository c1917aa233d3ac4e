import { packText } from './packed-text.ts'
import type { Stanza } from './stanza.ts'
import { deviceJidDomains, tag } from './stanza-tags.ts'
import { tokenBytes } from './tokens.ts'

const DOMAIN_BY_SERVER: ReadonlyMap<string, number> = new Map(
  Array.from(deviceJidDomains, ([domain, server]) => [server, domain]),
)

/** Writes a stanza as WhatsApp's binary XML, without the leading flag byte. */
export function writeStanza(stanza: Stanza): Buffer {
  const parts: Buffer[] = []
  appendStanza(parts, stanza)
  return Buffer.concat(parts)
}

function appendStanza(parts: Buffer[], stanza: Stanza): void {
  const { content } = stanza
  if (stanza.tag === '') throw new Error('A stanza needs a tag.')
  const attributes = Object.entries(stanza.attrs)
  appendListSize(parts, 1 + 2 * attributes.length + (content === undefined ? 0 : 1))
  appendText(parts, stanza.tag)
  for (const [name, value] of attributes) {
    appendText(parts, name)
    appendText(parts, value)
  }
  if (content === undefined) return
  if (content instanceof Uint8Array) {
    appendBytes(parts, content)
    return
  }
  appendListSize(parts, content.length)
  for (const childStanza of content) appendStanza(parts, childStanza)
}

function appendListSize(parts: Buffer[], size: number): void {
  if (size > 0xffff) throw new Error(`A list of ${size} entries does not fit into a stanza (65535 at most).`)
  if (size === 0) parts.push(Buffer.from([tag.listEmpty]))
  else if (size < 256) parts.push(Buffer.from([tag.list8, size]))
  else parts.push(Buffer.from([tag.list16, size >> 8, size & 0xff]))
}

function appendText(parts: Buffer[], text: string): void {
  const token = tokenBytes(text)
  if (token !== undefined) {
    parts.push(Buffer.from(token))
    return
  }
  const packed = packText(text)
  if (packed !== undefined) {
    parts.push(packed)
    return
  }
  // One @ with a server behind it; anything else travels as it is.
  const address = /^([^@]*)@([^@]+)$/.exec(text)
  if (address === null) appendBytes(parts, Buffer.from(text, 'utf8'))
  else appendAddress(parts, address[1] ?? '', address[2] ?? '')
}

function appendAddress(parts: Buffer[], user: string, server: string): void {
  // Only the canonical spelling takes the device form, so that decoding gives back the very text.
  const withDevice = /^([^:]+):([1-9]\d{0,2})$/.exec(user)
  const domain = DOMAIN_BY_SERVER.get(server)
  const device = Number(withDevice?.[2])
  if (withDevice !== null && domain !== undefined && device <= 255) {
    parts.push(Buffer.from([tag.deviceJid, domain, device]))
    appendText(parts, withDevice[1] ?? '')
    return
  }
  parts.push(Buffer.from([tag.jidPair]))
  if (user === '') parts.push(Buffer.from([tag.listEmpty]))
  else appendText(parts, user)
  appendText(parts, server)
}

function appendBytes(parts: Buffer[], bytes: Uint8Array): void {
  const size = bytes.length
  if (size < 256) parts.push(Buffer.from([tag.binary8, size]))
  else if (size < 1 << 20) parts.push(Buffer.from([tag.binary20, size >> 16, (size >> 8) & 0xff, size & 0xff]))
  else {
    const header = Buffer.alloc(5)
    header[0] = tag.binary32
    header.writeUInt32BE(size, 1)
    parts.push(header)
  }
  parts.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
