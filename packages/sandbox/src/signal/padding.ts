import { randomInt } from 'node:crypto'

/** Pads a message as WhatsApp does: 1 to 16 bytes, each of which says how many there are. */
export function pad(plain: Uint8Array): Buffer {
  const length = randomInt(1, 17)
  return Buffer.concat([plain, Buffer.alloc(length, length)])
}

/** Takes the padding off, or throws when there is none. */
export function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0
  if (length === 0 || length > padded.length) throw new Error('The plaintext carries no valid padding.')
  return padded.subarray(0, padded.length - length)
}
