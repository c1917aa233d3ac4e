import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCertificateAuthority } from './certificate-authority.ts'

const DAY_MS = 86_400_000

describe('createCertificateAuthority', () => {
  it('issues certificates for names and addresses that its own certificate vouches for', () => {
    const authority = createCertificateAuthority()
    const { certPem } = authority.issue(['127.0.0.1', 'localhost'])
    const ca = new X509Certificate(authority.caPem)
    const leaf = new X509Certificate(certPem)

    expect(ca.ca).toBe(true)
    expect(leaf.ca).toBe(false)
    expect(leaf.checkIssued(ca)).toBe(true)
    expect(leaf.verify(ca.publicKey)).toBe(true)
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(leaf.checkHost('localhost')).toBe('localhost')
    expect(leaf.checkHost('example.com')).toBeUndefined()
  })

  it('makes certificates that are valid from a day ago, for a year', () => {
    for (const now of ['2026-03-01T12:34:56Z', '2049-12-31T12:34:56Z', '2051-03-01T12:34:56Z'].map(Date.parse)) {
      const authority = createCertificateAuthority(now)
      for (const certPem of [authority.caPem, authority.issue(['localhost']).certPem]) {
        const { validFrom, validTo } = new X509Certificate(certPem)
        expect([Date.parse(validFrom), Date.parse(validTo)]).toEqual([now - DAY_MS, now + 365 * DAY_MS])
      }
    }
  })

  it('is another authority each time', () => {
    const [one, other] = [createCertificateAuthority(), createCertificateAuthority()]
    const { certPem } = one.issue(['localhost'])

    expect(new X509Certificate(certPem).verify(new X509Certificate(other.caPem).publicKey)).toBe(false)
  })
})
