import { createHmac, randomInt } from 'node:crypto'
import { proto } from '../wire/schema.ts'
import type { SigningKeyPair } from '../wire/xeddsa.ts'
import { verifySignature } from '../wire/xeddsa.ts'

// What a signature is about, as its first two bytes.
const ACCOUNT_SIGNATURE = Buffer.from([6, 0])
const DEVICE_SIGNATURE = Buffer.from([6, 1])
const KEY_INDEX_SIGNATURE = Buffer.from([6, 2])

/** The account's half of the mutual signature that binds a client to it. */
export interface AccountSigned {
  readonly details: Buffer
  readonly accountKey: Buffer
  readonly accountSignature: Buffer
}

/** Signs a client's identity key with the account's. */
export function signDeviceIdentity(account: SigningKeyPair, clientIdentity: Buffer, keyIndex: number): AccountSigned {
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({
      rawId: randomInt(1, 2 ** 31),
      timestamp: Math.floor(Date.now() / 1000),
      keyIndex,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish(),
  )
  const accountSignature = account.sign(Buffer.concat([ACCOUNT_SIGNATURE, details, clientIdentity]))
  return { details, accountKey: account.publicKey, accountSignature }
}

/** Seals the account's half for the client, which knows the secret from its QR or pairing code. */
export function sealForClient(signed: AccountSigned, advSecret: Buffer): Buffer {
  const details = Buffer.from(
    proto.ADVSignedDeviceIdentity.encode({
      details: signed.details,
      accountSignatureKey: signed.accountKey,
      accountSignature: signed.accountSignature,
    }).finish(),
  )
  const hmac = createHmac('sha256', advSecret).update(details).digest()
  return Buffer.from(proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac }).finish())
}

/** Tells whether the client's answer is about the same details and carries its own signature over them. */
export function isSignedByClient(signed: AccountSigned, clientIdentity: Buffer, answer: Buffer): boolean {
  const decoded = decodeIdentity(answer)
  if (!decoded?.details || !decoded.deviceSignature) return false
  if (!signed.details.equals(decoded.details)) return false
  const message = Buffer.concat([DEVICE_SIGNATURE, signed.details, clientIdentity, signed.accountKey])
  return verifySignature(clientIdentity, message, decoded.deviceSignature)
}

/** Tells whether the `device-identity` of a message binds the client's identity to the account, both ways. */
export function isBoundToAccount(identity: Buffer, clientIdentity: Buffer, accountKey: Buffer): boolean {
  const decoded = decodeIdentity(identity)
  if (!decoded?.details || !decoded.accountSignature || !decoded.deviceSignature) return false
  const { details, accountSignature, accountSignatureKey, deviceSignature } = decoded
  if (!accountSignatureKey || !accountKey.equals(accountSignatureKey)) return false
  const byAccount = Buffer.concat([ACCOUNT_SIGNATURE, details, clientIdentity])
  const byDevice = Buffer.concat([DEVICE_SIGNATURE, details, clientIdentity, accountKey])
  return (
    verifySignature(accountKey, byAccount, accountSignature) &&
    verifySignature(clientIdentity, byDevice, deviceSignature)
  )
}

/** Signs the list of a person's linked devices. */
export function signKeyIndexList(account: SigningKeyPair, keyIndexes: readonly number[]): Buffer {
  const details = proto.ADVKeyIndexList.encode({
    rawId: 1,
    timestamp: Math.floor(Date.now() / 1000),
    currentIndex: Math.max(0, ...keyIndexes),
    validIndexes: [0, ...keyIndexes],
  }).finish()
  const accountSignature = account.sign(Buffer.concat([KEY_INDEX_SIGNATURE, details]))
  return Buffer.from(
    proto.ADVSignedKeyIndexList.encode({ details, accountSignature, accountSignatureKey: account.publicKey }).finish(),
  )
}

function decodeIdentity(bytes: Buffer): proto.IADVSignedDeviceIdentity | undefined {
  try {
    return proto.ADVSignedDeviceIdentity.decode(bytes)
  } catch {
    return undefined // bytes that are no identity are no valid one
  }
}
