/** Reads bytes in order and throws, rather than read past the end. */
export interface ByteReader {
  byte(): number
  /** Reads a big-endian number of up to six bytes. */
  uint(length: number): number
  /** Reads a view, not a copy. */
  bytes(length: number): Buffer
  remaining(): number
}

/** Creates a reader at the start of the bytes. */
export function createByteReader(source: Uint8Array): ByteReader {
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  let position = 0

  function take(length: number): Buffer {
    if (position + length > buffer.length) {
      throw new Error(`The bytes end early: ${length} wanted at ${position}, ${buffer.length} in all.`)
    }
    position += length
    return buffer.subarray(position - length, position)
  }

  return {
    byte: () => take(1).readUInt8(),
    uint: (length) => take(length).readUIntBE(0, length),
    bytes: take,
    remaining: () => buffer.length - position,
  }
}
