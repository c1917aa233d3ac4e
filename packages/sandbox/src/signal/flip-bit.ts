// Counted from the end this is within the sealed text of every ciphertext. Elsewhere a bit may go unnoticed: the
// version in front of a message, or the registration id behind it, is protected by nothing.
const FROM_THE_END = 20

/** Flips one bit of a ciphertext, so that it does not open. */
export function flipBit(ciphertext: Uint8Array): Buffer {
  const bytes = Buffer.from(ciphertext)
  const place = bytes.length - FROM_THE_END
  bytes[place] = (bytes[place] ?? 0) ^ 1
  return bytes
}
