import { randomBytes } from 'node:crypto'
import * as curve from 'libsignal/src/curve.js'
import { describe, expect, it } from 'vitest'
import { diffieHellman, generateDhKeyPair, generateSigningKeyPair, verifySignature } from './xeddsa.ts'

// libsignal signs and verifies with field arithmetic of its own, so it shares no code with the native path under test.
const prefixed = (publicKey: Uint8Array) => Buffer.concat([Buffer.from([5]), publicKey])
const rounds = Array.from({ length: 12 }, (_, index) => index)

describe('generateSigningKeyPair', () => {
  it('signs so that libsignal accepts the signature under the X25519 key', () => {
    for (const round of rounds) {
      const pair = generateSigningKeyPair()
      const message = randomBytes(round * 17 + 1)

      expect(curve.verifySignature(prefixed(pair.publicKey), message, pair.sign(message))).toBe(true)
    }
  })

  it('gives a private key with which libsignal signs for the same public key', () => {
    for (const round of rounds) {
      const pair = generateSigningKeyPair()
      const message = randomBytes(round + 1)

      expect(verifySignature(pair.publicKey, message, curve.calculateSignature(pair.privateKey, message))).toBe(true)
    }
  })

  it('gives a private key whose public key is the same for libsignal', () => {
    const pair = generateSigningKeyPair()

    expect(curve.getPublicFromPrivateKey(pair.privateKey)).toEqual(prefixed(pair.publicKey))
  })
})

describe('verifySignature', () => {
  it('accepts what libsignal signs with a key of its own', () => {
    for (const round of rounds) {
      const { pubKey, privKey } = curve.generateKeyPair()
      const message = randomBytes(round * 31 + 1)

      expect(verifySignature(pubKey.subarray(1), message, curve.calculateSignature(privKey, message))).toBe(true)
    }
  })

  it('refuses a signature with any one byte changed', () => {
    const pair = generateSigningKeyPair()
    const message = randomBytes(40)
    const signature = pair.sign(message)

    const accepted = Array.from(signature.keys()).filter((index) => {
      const forged = Buffer.from(signature)
      forged[index] = (forged[index] ?? 0) ^ 1
      return verifySignature(pair.publicKey, message, forged)
    })

    expect(accepted).toEqual([])
  })

  it('refuses another message, another key and a flipped sign bit', () => {
    const pair = generateSigningKeyPair()
    const message = randomBytes(40)
    const signature = pair.sign(message)
    const flipped = Buffer.from(signature)
    flipped[63] = (flipped[63] ?? 0) ^ 0x80

    expect(verifySignature(pair.publicKey, randomBytes(40), signature)).toBe(false)
    expect(verifySignature(generateSigningKeyPair().publicKey, message, signature)).toBe(false)
    expect(verifySignature(pair.publicKey, message, flipped)).toBe(false)
  })

  it('answers no, without throwing, to keys and signatures of a wrong shape', () => {
    const pair = generateSigningKeyPair()
    const signature = pair.sign(Buffer.from('x'))
    const minusOne = Buffer.from('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'hex')

    expect(verifySignature(pair.publicKey.subarray(1), Buffer.from('x'), signature)).toBe(false)
    expect(verifySignature(pair.publicKey, Buffer.from('x'), signature.subarray(1))).toBe(false)
    expect(verifySignature(minusOne, Buffer.from('x'), signature)).toBe(false)
    expect(verifySignature(Buffer.alloc(32, 0xff), Buffer.from('x'), Buffer.alloc(64, 0xff))).toBe(false)
  })
})

describe('diffieHellman', () => {
  it('agrees with libsignal on the shared secret', () => {
    const ours = generateDhKeyPair()
    const theirs = curve.generateKeyPair()

    const secret = diffieHellman(ours.privateKey, theirs.pubKey.subarray(1))

    expect(secret).toEqual(Buffer.from(curve.calculateAgreement(prefixed(ours.publicKey), theirs.privKey)))
  })

  it('works with keys made for signing', () => {
    const signing = generateSigningKeyPair()
    const other = generateDhKeyPair()

    expect(diffieHellman(signing.privateKey, other.publicKey)).toEqual(
      diffieHellman(other.privateKey, signing.publicKey),
    )
  })

  it('throws on a public key that yields no secret', () => {
    expect(() => diffieHellman(generateDhKeyPair().privateKey, Buffer.alloc(32))).toThrow()
  })
})
