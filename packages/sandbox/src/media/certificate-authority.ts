import type { KeyPairKeyObjectResult } from 'node:crypto'
import { generateKeyPairSync } from 'node:crypto'
import { createX509Certificate } from './x509-certificate.ts'

/** A certificate for a server, with its private key, as PEM. */
export interface IssuedCertificate {
  readonly certPem: string
  readonly keyPem: string
}

/** A certificate authority that exists for one run and only in memory. */
export interface CertificateAuthority {
  /** What clients must trust. */
  readonly caPem: string
  /** Issues a certificate for the given host names and IPv4 addresses. */
  issue(hosts: readonly string[]): IssuedCertificate
}

const CA_NAME = 'Khabeer sandbox CA'
const SERVER_NAME = 'Khabeer sandbox'
const DAY_MS = 86_400_000
const LIFETIME_DAYS = 365

/** Makes a new authority with a P-256 key of its own. */
export function createCertificateAuthority(now: number = Date.now()): CertificateAuthority {
  const issuerKey = generateKeys()
  const common = {
    issuer: CA_NAME,
    issuerKey,
    // A day of grace for clients whose clock is behind.
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + LIFETIME_DAYS * DAY_MS),
  }
  return {
    caPem: createX509Certificate({ ...common, subject: CA_NAME, subjectKey: issuerKey.publicKey, role: 'authority' }),
    issue(hosts) {
      const { publicKey, privateKey } = generateKeys()
      return {
        certPem: createX509Certificate({ ...common, subject: SERVER_NAME, subjectKey: publicKey, role: { hosts } }),
        keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      }
    },
  }
}

function generateKeys(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}
