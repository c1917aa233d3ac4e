import { diffieHellman as agree, createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { DhKeyPair } from './raw-keys.ts'
import { ed25519PublicKey, rawPrivateKey, rawPublicKey, x25519PrivateKey, x25519PublicKey } from './raw-keys.ts'

/** An X25519 key pair that can also sign, as Signal and WhatsApp identities do. */
export interface SigningKeyPair extends DhKeyPair {
  sign(message: Uint8Array): Buffer
}

const SIGNATURE_BYTES = 64
const SIGN_BIT = 0x80
const FIELD_PRIME = 2n ** 255n - 19n

/**
 * Generates a key pair for agreement and XEdDSA signatures.
 *
 * It starts from an Ed25519 key, whose scalar serves as the X25519 private key: so signing is native, not field arithmetic
 * in JavaScript.
 */
export function generateSigningKeyPair(): SigningKeyPair {
  const edwards = generateKeyPairSync('ed25519')
  const signBit = lastByte(rawPublicKey(edwards.publicKey)) & SIGN_BIT
  const privateKey = clamped(createHash('sha512').update(rawPrivateKey(edwards.privateKey)).digest().subarray(0, 32))
  return {
    publicKey: rawPublicKey(createPublicKey(x25519PrivateKey(privateKey))),
    privateKey,
    sign(message) {
      const signature = sign(null, message, edwards.privateKey)
      signature[SIGNATURE_BYTES - 1] = lastByte(signature) | signBit
      return signature
    },
  }
}

/** Generates an X25519 key pair for agreement only. */
export function generateDhKeyPair(): DhKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return { publicKey: rawPublicKey(publicKey), privateKey: rawPrivateKey(privateKey) }
}

/** Computes the X25519 shared secret; throws on a public key that yields none. */
export function diffieHellman(privateKey: Uint8Array, publicKey: Uint8Array): Buffer {
  return agree({ privateKey: x25519PrivateKey(privateKey), publicKey: x25519PublicKey(publicKey) })
}

/** Tells whether an XEdDSA signature was made over the message with the key; malformed input is a no. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== SIGNATURE_BYTES) return false
  const point = edwardsPoint(publicKey, lastByte(signature) & SIGN_BIT)
  if (point === undefined) return false
  const plain = Buffer.from(signature)
  plain[SIGNATURE_BYTES - 1] = lastByte(signature) & ~SIGN_BIT
  return verify(null, message, ed25519PublicKey(point), plain)
}

/** The Edwards form of a Montgomery key: y = (u - 1) / (u + 1), with the sign bit that the signature carries. */
function edwardsPoint(publicKey: Uint8Array, signBit: number): Buffer | undefined {
  const littleEndian = Buffer.from(publicKey).reverse()
  littleEndian[0] = (littleEndian[0] ?? 0) & ~SIGN_BIT
  const u = BigInt(`0x${littleEndian.toString('hex')}`) % FIELD_PRIME
  const inverse = invert(u + 1n)
  if (inverse === undefined) return undefined
  const y = ((u + FIELD_PRIME - 1n) * inverse) % FIELD_PRIME
  const point = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()
  point[31] = lastByte(point) | signBit
  return point
}

/** The inverse in the field by the extended Euclidean algorithm; 0 has none. */
function invert(value: bigint): bigint | undefined {
  let [remainder, previousRemainder] = [value % FIELD_PRIME, FIELD_PRIME]
  let [factor, previousFactor] = [1n, 0n]
  while (remainder !== 0n) {
    const quotient = previousRemainder / remainder
    ;[previousRemainder, remainder] = [remainder, previousRemainder - quotient * remainder]
    ;[previousFactor, factor] = [factor, previousFactor - quotient * factor]
  }
  if (previousRemainder !== 1n) return undefined
  return previousFactor < 0n ? previousFactor + FIELD_PRIME : previousFactor
}

function clamped(scalar: Buffer): Buffer {
  const result = Buffer.from(scalar)
  result[0] = (result[0] ?? 0) & 0xf8
  result[31] = (lastByte(result) & 0x7f) | 0x40
  return result
}

function lastByte(bytes: Uint8Array): number {
  return bytes[bytes.length - 1] ?? 0
}
