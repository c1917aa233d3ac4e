import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43
const checksumLength = 6
const shape = new RegExp(`^khb_[0-9A-Za-z]{${secretLength + checksumLength}}$`, 'u')

/** Makes a key: `khb_`, 256 random bits and a checksum, in letters and digits. */
export const createApiKey = (): string => {
  const secret = toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  return `khb_${secret}${checksumOf(secret)}`
}

/** Tells whether a text can be a key at all; a mistyped one is found here, without a query. */
export const isApiKeyShaped = (text: string): boolean => {
  if (!shape.test(text)) return false
  const secret = text.slice(4, 4 + secretLength)
  return checksumOf(secret) === text.slice(4 + secretLength)
}

/** Gives what is stored of a key. 256 random bits need no slow hash. */
export const hashApiKey = (key: string): string => hash('sha256', key, 'hex')

/** Gives the part of a key that is shown to tell keys apart. */
export const prefixOfApiKey = (key: string): string => key.slice(0, 10)

const checksumOf = (secret: string): string => toBase62(BigInt(crc32(secret)), checksumLength)

const toBase62 = (value: bigint, length: number): string => {
  let rest = value
  let text = ''
  while (text.length < length) {
    text = `${alphabet[Number(rest % 62n)]}${text}`
    rest /= 62n
  }
  return text
}
