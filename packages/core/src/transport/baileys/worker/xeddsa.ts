import { createPublicKey, verify } from 'node:crypto'

const prime = 2n ** 255n - 19n

/**
 * Verifies an XEdDSA signature under a raw 32-byte X25519 public key: an Ed25519 signature by the point of the twisted
 * Edwards curve that belongs to the key, whose sign travels in the top bit of the signature.
 */
export const verifyXeddsa = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const edwardsKey = toEdwards(publicKey, signature.subarray(63)[0] ?? 0)
  if (edwardsKey === null) return false
  const plainSignature = Buffer.from(signature)
  plainSignature.writeUInt8(plainSignature.readUInt8(63) & 0x7f, 63)
  try {
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: edwardsKey.toString('base64url') },
    })
    return verify(null, message, key, plainSignature)
  } catch {
    // A key that is no point of the curve signs nothing.
    return false
  }
}

/** y = (u - 1) / (u + 1); null for the one u that has no counterpart. */
const toEdwards = (publicKey: Uint8Array, signByte: number): Buffer | null => {
  const u = fromLittleEndian(publicKey) & (2n ** 255n - 1n)
  const divisor = modulo(u + 1n)
  if (divisor === 0n) return null
  const y = modulo((u - 1n) * power(divisor, prime - 2n))
  const bytes = toLittleEndian(y)
  bytes.writeUInt8(bytes.readUInt8(31) | (signByte & 0x80), 31)
  return bytes
}

const modulo = (value: bigint) => ((value % prime) + prime) % prime

const power = (base: bigint, exponent: bigint) => {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

const fromLittleEndian = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)

const toLittleEndian = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
