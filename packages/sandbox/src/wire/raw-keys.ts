import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey } from 'node:crypto'

/** An X25519 key pair as the 32 raw bytes that travel on the wire. */
export interface DhKeyPair {
  readonly publicKey: Buffer
  readonly privateKey: Buffer
}

const KEY_BYTES = 32

// RFC 8410: everything in the DER form of these keys but the key itself is constant.
const X25519_PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')
const X25519_PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
const ED25519_PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Wraps a raw X25519 private key for `node:crypto`. */
export function x25519PrivateKey(raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: prefixed(X25519_PRIVATE_PREFIX, raw), format: 'der', type: 'pkcs8' })
}

/** Wraps a raw X25519 public key for `node:crypto`. */
export function x25519PublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: prefixed(X25519_PUBLIC_PREFIX, raw), format: 'der', type: 'spki' })
}

/** Wraps a raw Ed25519 public key for `node:crypto`. */
export function ed25519PublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: prefixed(ED25519_PUBLIC_PREFIX, raw), format: 'der', type: 'spki' })
}

/** Unwraps the raw bytes of a public key on either curve. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES)
}

/** Unwraps the raw bytes (the seed, for Ed25519) of a private key on either curve. */
export function rawPrivateKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_BYTES)
}

function prefixed(prefix: Buffer, raw: Uint8Array): Buffer {
  if (raw.length !== KEY_BYTES) throw new Error(`A raw key has ${KEY_BYTES} bytes, not ${raw.length}.`)
  return Buffer.concat([prefix, raw])
}
