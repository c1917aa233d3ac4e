import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child } from '../wire/stanza.ts'
import type { KeyBundle, PreKey, SignedPreKey } from './key-bundle.ts'

/** Writes a number as big-endian bytes. */
export function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}

/** Makes an element with bytes inside. */
export function leaf(tag: string, bytes: Uint8Array | string): Stanza {
  return { tag, attrs: {}, content: typeof bytes === 'string' ? Buffer.from(bytes) : bytes }
}

/** Writes a bundle as the children of a `<user>`. */
export function fromKeyBundle(bundle: KeyBundle): Stanza[] {
  return [
    leaf('registration', bigEndian(bundle.registrationId, 4)),
    leaf('type', Buffer.from([5])),
    leaf('identity', bundle.identityKey),
    fromSignedPreKey(bundle.signedPreKey),
    ...(bundle.preKey ? [fromPreKey(bundle.preKey)] : []),
  ]
}

/** Reads `<key>` or `<skey>` without its signature; undefined when a part is missing. */
export function toPreKey(stanza: Stanza | undefined): PreKey | undefined {
  const id = stanza && child(stanza, 'id')
  const value = stanza && child(stanza, 'value')
  if (!id || !value) return undefined
  return { id: toNumber(bytesOf(id)), publicKey: bytesOf(value) }
}

/** Reads `<skey>`; undefined when a part is missing. */
export function toSignedPreKey(stanza: Stanza | undefined): SignedPreKey | undefined {
  const key = toPreKey(stanza)
  const signature = stanza && child(stanza, 'signature')
  return key && signature && { ...key, signature: bytesOf(signature) }
}

/** Reads big-endian bytes as a number; empty bytes are 0. */
export function toNumber(bytes: Buffer): number {
  return bytes.length === 0 ? 0 : bytes.readUIntBE(0, Math.min(bytes.length, 6))
}

function fromPreKey(key: PreKey): Stanza {
  return { tag: 'key', attrs: {}, content: [leaf('id', bigEndian(key.id, 3)), leaf('value', key.publicKey)] }
}

function fromSignedPreKey(key: SignedPreKey): Stanza {
  return {
    tag: 'skey',
    attrs: {},
    content: [leaf('id', bigEndian(key.id, 3)), leaf('value', key.publicKey), leaf('signature', key.signature)],
  }
}
