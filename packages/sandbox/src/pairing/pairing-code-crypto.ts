import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2 as pbkdf2Callback, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { diffieHellman } from '../wire/xeddsa.ts'

const pbkdf2 = promisify(pbkdf2Callback)

const SALT_BYTES = 32
const CTR_IV_BYTES = 16
const GCM_IV_BYTES = 12
const GCM_TAG_BYTES = 16
const KEY_BYTES = 32
// The client's figure: 2 << 16.
const PBKDF2_ITERATIONS = 131_072

/** Wraps an ephemeral public key under the eight characters that the user types. */
export async function wrapEphemeralKey(code: string, publicKey: Buffer): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(CTR_IV_BYTES)
  const cipher = createCipheriv('aes-256-ctr', await codeKey(code, salt), iv)
  return Buffer.concat([salt, iv, cipher.update(publicKey), cipher.final()])
}

/** Unwraps an ephemeral public key; a wrong code yields another key, which only the key bundle shows. */
export async function unwrapEphemeralKey(code: string, wrapped: Buffer): Promise<Buffer> {
  const salt = wrapped.subarray(0, SALT_BYTES)
  const iv = wrapped.subarray(SALT_BYTES, SALT_BYTES + CTR_IV_BYTES)
  const decipher = createDecipheriv('aes-256-ctr', await codeKey(code, salt), iv)
  return Buffer.concat([decipher.update(wrapped.subarray(SALT_BYTES + CTR_IV_BYTES)), decipher.final()])
}

/** What a client's key bundle holds. */
export interface ClientKeyBundle {
  readonly clientIdentity: Buffer
  readonly accountKey: Buffer
  readonly random: Buffer
}

/** Opens the client's key bundle; undefined when it does not open, which is what a wrong code looks like. */
export function openKeyBundle(bundle: Buffer, ephemeralSecret: Buffer): ClientKeyBundle | undefined {
  const salt = bundle.subarray(0, SALT_BYTES)
  const iv = bundle.subarray(SALT_BYTES, SALT_BYTES + GCM_IV_BYTES)
  const sealed = bundle.subarray(SALT_BYTES + GCM_IV_BYTES)
  if (sealed.length !== 3 * KEY_BYTES + GCM_TAG_BYTES) return undefined
  const key = hkdfSync('sha256', ephemeralSecret, salt, 'link_code_pairing_key_bundle_encryption_key', KEY_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), iv)
  decipher.setAuthTag(sealed.subarray(-GCM_TAG_BYTES))
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -GCM_TAG_BYTES)), decipher.final()])
    return {
      clientIdentity: plain.subarray(0, KEY_BYTES),
      accountKey: plain.subarray(KEY_BYTES, 2 * KEY_BYTES),
      random: plain.subarray(2 * KEY_BYTES),
    }
  } catch {
    return undefined // authentication failed: the two sides do not share the secret
  }
}

/** Derives the secret that takes the place of the one in a QR code. */
export function advSecretOf(ephemeralSecret: Buffer, accountPrivateKey: Buffer, bundle: ClientKeyBundle): Buffer {
  const identitySecret = diffieHellman(accountPrivateKey, bundle.clientIdentity)
  const material = Buffer.concat([ephemeralSecret, identitySecret, bundle.random])
  return Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), 'adv_secret', KEY_BYTES))
}

function codeKey(code: string, salt: Buffer): Promise<Buffer> {
  return pbkdf2(code, salt, PBKDF2_ITERATIONS, KEY_BYTES, 'sha256')
}
