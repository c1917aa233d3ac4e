/** What a device publishes so that others can start a Signal session with it. Public keys are the raw 32 bytes. */
export interface KeyBundle {
  readonly registrationId: number
  readonly identityKey: Buffer
  readonly signedPreKey: SignedPreKey
  readonly preKey?: PreKey | undefined
}

/** A one-time key: handed out once. */
export interface PreKey {
  readonly id: number
  readonly publicKey: Buffer
}

/** A medium-lived key, signed by the identity. */
export interface SignedPreKey extends PreKey {
  readonly signature: Buffer
}

const KEY_TYPE = Buffer.from([5])

/** Puts the key type in front of a raw public key, as signatures and libsignal want it. */
export function withKeyType(publicKey: Buffer): Buffer {
  return publicKey.length === 33 ? publicKey : Buffer.concat([KEY_TYPE, publicKey])
}
