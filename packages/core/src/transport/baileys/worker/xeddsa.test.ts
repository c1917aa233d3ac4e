import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyXeddsa } from './xeddsa.ts'

const x25519Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex')

/**
 * A signer of its own making: an Ed25519 key, whose scalar is also an X25519 private key. What it signs with the first is
 * an XEdDSA signature under the second's public key, once the point's sign is put into the last byte.
 */
const createSigner = () => {
  const ed25519 = generateKeyPairSync('ed25519')
  const seed = Buffer.from(ed25519.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  const edwards = Buffer.from(ed25519.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const scalar = createHash('sha512').update(seed).digest().subarray(0, 32)
  const der = Buffer.concat([x25519Prefix, scalar])
  const x25519 = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  const publicKey = Buffer.from(x25519.export({ format: 'jwk' }).x ?? '', 'base64url')
  return {
    publicKey,
    sign: (message: Buffer) => {
      const signature = sign(null, message, ed25519.privateKey)
      signature.writeUInt8((signature.at(63) ?? 0) | ((edwards.at(31) ?? 0) & 0x80), 63)
      return signature
    },
  }
}

/** Both signs of the point are among so many keys, but for one chance in a million. */
const signers = Array.from({ length: 20 }, createSigner)
const message = Buffer.from('a certificate')

const flipped = (bytes: Buffer, bit: number) => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8((copy.at(bit >> 3) ?? 0) ^ (1 << (bit & 7)), bit >> 3)
  return copy
}

describe('verifyXeddsa', () => {
  it('accepts what a key signed', () => {
    expect(signers.every((signer) => verifyXeddsa(signer.publicKey, message, signer.sign(message)))).toBe(true)
  })

  it('rejects a signature with any one bit flipped', () => {
    const signer = createSigner()
    const signature = signer.sign(message)

    const accepted = Array.from({ length: 512 }, (_, bit) => bit).filter((bit) =>
      verifyXeddsa(signer.publicKey, message, flipped(signature, bit)),
    )

    expect(accepted).toEqual([])
  })

  it('rejects another message', () => {
    const signer = createSigner()

    expect(verifyXeddsa(signer.publicKey, Buffer.from('another'), signer.sign(message))).toBe(false)
  })

  it('rejects another key', () => {
    const [one, other] = [createSigner(), createSigner()]

    expect(verifyXeddsa(other.publicKey, message, one.sign(message))).toBe(false)
  })

  it.each([
    ['zeros', Buffer.alloc(64)],
    ['noise', randomBytes(64)],
    ['too short', Buffer.alloc(63)],
    ['empty', Buffer.alloc(0)],
  ])('rejects a signature of %s', (_kind, signature) => {
    expect(verifyXeddsa(createSigner().publicKey, message, signature)).toBe(false)
  })

  it.each([
    ['that has no counterpart', Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex')],
    ['of zeros', Buffer.alloc(32)],
    ['with a type byte', Buffer.concat([Buffer.from([5]), createSigner().publicKey])],
  ])('rejects a key %s', (_kind, key) => {
    expect(verifyXeddsa(key, message, createSigner().sign(message))).toBe(false)
  })
})
