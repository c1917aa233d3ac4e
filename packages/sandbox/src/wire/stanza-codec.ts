import { inflateSync } from 'node:zlib'
import type { Stanza } from './stanza.ts'
import { readStanza } from './stanza-reader.ts'
import { writeStanza } from './stanza-writer.ts'

const PLAIN = 0
const COMPRESSED = 2
// No frame carries more than 16 MiB; a compressed one may not unfold into more than that either.
const MAX_INFLATED_BYTES = 1 << 24

/** Encodes a stanza as the plaintext of a transport frame: the flag byte 0, then binary XML. */
export function encodeStanza(stanza: Stanza): Buffer {
  return Buffer.concat([Buffer.from([PLAIN]), writeStanza(stanza)])
}

/**
 * Decodes the plaintext of a transport frame, inflating it where the flag says so.
 *
 * Leaf contents are always bytes, also where the client sent a token or packed digits. Malformed bytes throw.
 */
export function decodeStanza(bytes: Uint8Array): Stanza {
  const [flags] = bytes
  if (flags === undefined) throw new Error('The frame is empty.')
  const body = bytes.subarray(1)
  return readStanza((flags & COMPRESSED) === 0 ? body : inflateSync(body, { maxOutputLength: MAX_INFLATED_BYTES }))
}
