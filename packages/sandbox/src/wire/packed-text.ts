import { tag } from './stanza-tags.ts'

// Both alphabets by value; 15 pads an odd length in the nibble alphabet.
const NIBBLES = '0123456789-.'
const HEX = '0123456789ABCDEF'
const PAD = 15
// The count has seven bits; clients pack no more than this many characters.
const MAX_CHARACTERS = 127
const ODD = 0x80

/** Packs digits (with `-` and `.`) or upper-case hex two characters to a byte; undefined when the text is neither. */
export function packText(text: string): Buffer | undefined {
  if (text.length === 0 || text.length > MAX_CHARACTERS) return undefined
  if (/^[0-9.-]+$/.test(text)) return pack(tag.nibble8, NIBBLES, text)
  if (/^[0-9A-F]+$/.test(text)) return pack(tag.hex8, HEX, text)
  return undefined
}

/** Unpacks the bytes after the count byte; throws on a value that the alphabet lacks. */
export function unpackText(kind: number, isOdd: boolean, bytes: Uint8Array): string {
  const alphabet = kind === tag.nibble8 ? NIBBLES : HEX
  const values = Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15])
  if (isOdd) values.pop()
  return values.map((value) => alphabet[value] ?? fail(value)).join('')
}

/** Splits the count byte that follows the tag. */
export function packedSize(count: number): { readonly bytes: number; readonly isOdd: boolean } {
  return { bytes: count & ~ODD, isOdd: (count & ODD) !== 0 }
}

function pack(kind: number, alphabet: string, text: string): Buffer {
  const size = Math.ceil(text.length / 2)
  const packed = Buffer.alloc(2 + size)
  packed[0] = kind
  packed[1] = size | (text.length % 2 === 1 ? ODD : 0)
  for (let index = 0; index < size; index++) {
    const low = text[2 * index + 1]
    packed[2 + index] =
      (alphabet.indexOf(text.charAt(2 * index)) << 4) | (low === undefined ? PAD : alphabet.indexOf(low))
  }
  return packed
}

function fail(value: number): never {
  throw new Error(`Packed text holds the value ${value}, which stands for no character.`)
}
