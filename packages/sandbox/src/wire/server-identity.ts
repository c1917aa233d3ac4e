import { createCertificateChain } from './certificate-chain.ts'
import type { DhKeyPair } from './raw-keys.ts'
import { generateDhKeyPair } from './xeddsa.ts'

/** What proves to a client that it talks to this server. */
export interface ServerIdentity {
  readonly staticKeyPair: DhKeyPair
  /** The encoded `CertChain` that vouches for the static key. */
  readonly certificateChain: Buffer
  /** The raw public key that clients must trust. */
  readonly rootKey: Buffer
}

/** Makes a new identity: a static key, and a certificate chain under a root of its own. */
export function createServerIdentity(): ServerIdentity {
  const staticKeyPair = generateDhKeyPair()
  const { encoded, rootPublicKey } = createCertificateChain(staticKeyPair.publicKey)
  return { staticKeyPair, certificateChain: encoded, rootKey: rootPublicKey }
}
