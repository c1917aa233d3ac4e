import { BufferJSON } from '@whiskeysockets/baileys'

/** The first byte of a stored value names its form; this one: JSON with buffers as base64. */
const jsonForm = 0x01

/** Stored bytes that cannot be read: they are left as they are, and nothing is made anew over them. */
export class UnreadableValueError extends Error {
  override readonly name = 'UnreadableValueError'
}

/** Encodes a credential value for the store. */
export const toStoredValue = (value: unknown): Uint8Array =>
  Buffer.concat([Buffer.from([jsonForm]), Buffer.from(JSON.stringify(value, BufferJSON.replacer), 'utf8')])

/** Decodes a stored credential value, or throws {@link UnreadableValueError}. */
export const fromStoredValue = (bytes: Uint8Array): unknown => {
  if (bytes[0] !== jsonForm) throw new UnreadableValueError(`Unknown form ${bytes[0] ?? 'of no bytes'}`)
  try {
    return JSON.parse(Buffer.from(bytes.subarray(1)).toString('utf8'), BufferJSON.reviver)
  } catch {
    // The parser's message quotes what it read, which is key material.
    throw new UnreadableValueError('The value is no JSON')
  }
}
