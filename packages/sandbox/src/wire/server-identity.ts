import type { DhKeyPair } from './raw-keys.ts'

/** What proves to a client that it talks to this server. */
export interface ServerIdentity {
  readonly staticKeyPair: DhKeyPair
  /** The encoded `CertChain` that vouches for the static key. */
  readonly certificateChain: Buffer
  /** The raw public key that clients must trust. */
  readonly rootKey: Buffer
}
