import { proto } from './schema.ts'
import type { SigningKeyPair } from './xeddsa.ts'
import { generateSigningKeyPair } from './xeddsa.ts'

/** A server's certificate chain, as it travels, and the key that a client must trust to accept it. */
export interface CertificateChain {
  readonly rootPublicKey: Buffer
  readonly encoded: Buffer
}

const { CertChain } = proto
const { NoiseCertificate } = CertChain
const { Details } = NoiseCertificate

// Clients pin the root's serial to 0; the other two only have to differ.
const ROOT_SERIAL = 0
const INTERMEDIATE_SERIAL = 1
const LEAF_SERIAL = 2
const DAY_SECONDS = 86_400
const LIFETIME_DAYS = 365

interface CertificateInput {
  readonly serial: number
  readonly issuerSerial: number
  readonly key: Uint8Array
  readonly issuer: SigningKeyPair
  readonly nowSeconds: number
}

/** Makes a root and an intermediate of its own and lets them vouch for a server's static key. */
export function createCertificateChain(serverStaticPublicKey: Uint8Array, now: number = Date.now()): CertificateChain {
  const root = generateSigningKeyPair()
  const intermediate = generateSigningKeyPair()
  const nowSeconds = Math.floor(now / 1000)
  const encoded = CertChain.encode({
    intermediate: certificate({
      serial: INTERMEDIATE_SERIAL,
      issuerSerial: ROOT_SERIAL,
      key: intermediate.publicKey,
      issuer: root,
      nowSeconds,
    }),
    leaf: certificate({
      serial: LEAF_SERIAL,
      issuerSerial: INTERMEDIATE_SERIAL,
      key: serverStaticPublicKey,
      issuer: intermediate,
      nowSeconds,
    }),
  }).finish()
  return { rootPublicKey: root.publicKey, encoded: Buffer.from(encoded) }
}

function certificate(input: CertificateInput): proto.CertChain.INoiseCertificate {
  const details = Details.encode({
    serial: input.serial,
    issuerSerial: input.issuerSerial,
    key: input.key,
    // A day of grace for clients whose clock is behind.
    notBefore: input.nowSeconds - DAY_SECONDS,
    notAfter: input.nowSeconds + LIFETIME_DAYS * DAY_SECONDS,
  }).finish()
  return { details, signature: input.issuer.sign(details) }
}
