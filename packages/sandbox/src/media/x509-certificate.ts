import type { KeyObject } from 'node:crypto'
import { createHash, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'
import * as der from './der.ts'

/** What a certificate says and who says it. */
export interface CertificateInput {
  readonly subject: string
  readonly subjectKey: KeyObject
  readonly issuer: string
  /** The issuer's P-256 keys. */
  readonly issuerKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly notBefore: Date
  readonly notAfter: Date
  /** An authority that signs others, or a server reached under these host names and IPv4 addresses. */
  readonly role: 'authority' | { readonly hosts: readonly string[] }
}

const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'))
const VERSION_3 = der.element(0xa0, der.positiveInteger(Buffer.from([2])))
const COMMON_NAME = '2.5.4.3'
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'
// Bits of KeyUsage: keyCertSign and cRLSign; digitalSignature.
const SIGNS_CERTIFICATES = der.bitString(Buffer.from([0x06]), 1)
const SIGNS_DATA = der.bitString(Buffer.from([0x80]), 7)

/** Makes an X.509 certificate (RFC 5280), signed with ECDSA and SHA-256, as PEM. */
export function createX509Certificate(input: CertificateInput): string {
  const body = der.sequence(
    VERSION_3,
    der.positiveInteger(serialNumber()),
    ECDSA_WITH_SHA256,
    named(input.issuer),
    der.sequence(der.time(input.notBefore), der.time(input.notAfter)),
    named(input.subject),
    publicKeyInfo(input.subjectKey),
    der.element(0xa3, der.sequence(...extensions(input))),
  )
  const signature = der.bitString(sign('sha256', body, input.issuerKey.privateKey))
  return pem(der.sequence(body, ECDSA_WITH_SHA256, signature))
}

function extensions({ role, subjectKey, issuerKey }: CertificateInput): readonly Buffer[] {
  const keyIds = [
    extension('2.5.29.14', der.octetString(keyId(subjectKey))),
    extension('2.5.29.35', der.sequence(der.element(0x80, keyId(issuerKey.publicKey)))),
  ]
  if (role === 'authority') {
    return [
      criticalExtension('2.5.29.19', der.sequence(der.yes())),
      criticalExtension('2.5.29.15', SIGNS_CERTIFICATES),
      ...keyIds,
    ]
  }
  return [
    criticalExtension('2.5.29.19', der.sequence()),
    criticalExtension('2.5.29.15', SIGNS_DATA),
    extension('2.5.29.37', der.sequence(der.objectIdentifier(SERVER_AUTHENTICATION))),
    extension('2.5.29.17', der.sequence(...role.hosts.map(alternativeName))),
    ...keyIds,
  ]
}

function extension(id: string, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(id), der.octetString(value))
}

function criticalExtension(id: string, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(id), der.yes(), der.octetString(value))
}

function alternativeName(host: string): Buffer {
  if (isIPv4(host)) return der.element(0x87, Buffer.from(host.split('.').map(Number)))
  return der.element(0x82, Buffer.from(host, 'ascii'))
}

function named(commonName: string): Buffer {
  return der.sequence(der.set(der.sequence(der.objectIdentifier(COMMON_NAME), der.utf8String(commonName))))
}

function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' })
}

/** Any hash of the key will do as its name. */
function keyId(key: KeyObject): Buffer {
  return createHash('sha256').update(publicKeyInfo(key)).digest().subarray(0, 20)
}

function serialNumber(): Buffer {
  // A leading one bit below the sign: always positive, always 16 bytes.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
