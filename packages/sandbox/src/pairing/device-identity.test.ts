import { describe, expect, it } from 'vitest'
import { proto } from '../wire/schema.ts'
import { generateSigningKeyPair, verifySignature } from '../wire/xeddsa.ts'
import { isBoundToAccount, isSignedByClient, sealForClient, signDeviceIdentity } from './device-identity.ts'

function linked() {
  const account = generateSigningKeyPair()
  const client = generateSigningKeyPair()
  const signed = signDeviceIdentity(account, client.publicKey, 3)
  const message = Buffer.concat([Buffer.from([6, 1]), signed.details, client.publicKey, account.publicKey])
  const deviceSignature = client.sign(message)
  const encode = (overrides: proto.IADVSignedDeviceIdentity = {}) =>
    Buffer.from(
      proto.ADVSignedDeviceIdentity.encode({
        details: signed.details,
        accountSignatureKey: account.publicKey,
        accountSignature: signed.accountSignature,
        deviceSignature,
        ...overrides,
      }).finish(),
    )
  return { account, client, signed, encode }
}

describe('device identity', () => {
  it('what the client seals open is signed by the account', () => {
    const { account, client, signed } = linked()
    const container = proto.ADVSignedDeviceIdentityHMAC.decode(sealForClient(signed, Buffer.alloc(32, 1)))
    const inner = proto.ADVSignedDeviceIdentity.decode(container.details ?? new Uint8Array())
    const message = Buffer.concat([Buffer.from([6, 0]), inner.details ?? Buffer.alloc(0), client.publicKey])

    expect(verifySignature(account.publicKey, message, inner.accountSignature ?? Buffer.alloc(0))).toBe(true)
    expect(container.hmac).toHaveLength(32)
  })

  it('accepts the mutual signature', () => {
    const { account, client, signed, encode } = linked()

    expect(isSignedByClient(signed, client.publicKey, encode())).toBe(true)
    expect(isBoundToAccount(encode(), client.publicKey, account.publicKey)).toBe(true)
  })

  it.each([
    ['a foreign device signature', { deviceSignature: Buffer.alloc(64, 1) }],
    ['no device signature', { deviceSignature: null }],
    ['other details', { details: Buffer.from([8, 1]) }],
  ])('refuses %s', (_name, overrides) => {
    const { account, client, signed, encode } = linked()

    expect(isSignedByClient(signed, client.publicKey, encode(overrides))).toBe(false)
    expect(isBoundToAccount(encode(overrides), client.publicKey, account.publicKey)).toBe(false)
  })

  it.each([
    ['a foreign account signature', { accountSignature: Buffer.alloc(64, 1) }],
    ['a foreign account key', { accountSignatureKey: Buffer.alloc(32, 1) }],
  ])('is not bound to the account with %s', (_name, overrides) => {
    const { account, client, encode } = linked()

    expect(isBoundToAccount(encode(overrides), client.publicKey, account.publicKey)).toBe(false)
  })

  it('refuses bytes that are no identity', () => {
    const { account, client } = linked()

    expect(isBoundToAccount(Buffer.from([255, 255]), client.publicKey, account.publicKey)).toBe(false)
  })
})
