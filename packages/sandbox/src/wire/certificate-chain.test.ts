import * as curve from 'libsignal/src/curve.js'
import { describe, expect, it } from 'vitest'
import { createCertificateChain } from './certificate-chain.ts'
import { proto } from './schema.ts'
import { generateDhKeyPair } from './xeddsa.ts'

const NOW = 1_700_000_000_000

interface Certificate {
  readonly details: Uint8Array
  readonly signature: Uint8Array
  readonly fields: proto.CertChain.NoiseCertificate.Details
}

function opened(certificate: proto.CertChain.INoiseCertificate | null | undefined): Certificate {
  const { details, signature } = certificate ?? {}
  if (!details || !signature) throw new Error('a certificate lacks its details or signature')
  return { details, signature, fields: proto.CertChain.NoiseCertificate.Details.decode(details) }
}

const isSigned = (key: Uint8Array, { details, signature }: Certificate) =>
  curve.verifySignature(Buffer.concat([Buffer.from([5]), key]), details, signature)

describe('createCertificateChain', () => {
  const server = generateDhKeyPair()
  const chain = createCertificateChain(server.publicKey, NOW)
  const decoded = proto.CertChain.decode(chain.encoded)
  const intermediate = opened(decoded.intermediate)
  const leaf = opened(decoded.leaf)

  it('is signed from the root to the leaf, by libsignal’s judgement', () => {
    expect(chain.rootPublicKey).toHaveLength(32)
    expect(isSigned(chain.rootPublicKey, intermediate)).toBe(true)
    expect(isSigned(intermediate.fields.key ?? Buffer.alloc(0), leaf)).toBe(true)
  })

  it('is not accepted under the root of another chain', () => {
    expect(isSigned(createCertificateChain(server.publicKey, NOW).rootPublicKey, intermediate)).toBe(false)
  })

  it('vouches for the static key of the server', () => {
    expect(Buffer.from(leaf.fields.key ?? [])).toEqual(server.publicKey)
  })

  it('links the serials, with issuer 0 on the intermediate', () => {
    expect(intermediate.fields.issuerSerial).toBe(0)
    expect(leaf.fields.issuerSerial).toBe(intermediate.fields.serial)
    expect(leaf.fields.serial).not.toBe(intermediate.fields.serial)
  })

  it('is valid now and for a while', () => {
    for (const { fields } of [intermediate, leaf]) {
      expect(Number(fields.notBefore)).toBeLessThan(NOW / 1000)
      expect(Number(fields.notAfter)).toBeGreaterThan(NOW / 1000 + 300 * 86_400)
    }
  })
})
