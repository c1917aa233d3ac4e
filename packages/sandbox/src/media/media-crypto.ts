import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { MediaKind } from './media-kind.ts'

/** A file as WhatsApp stores it, and what a message must say about it. */
export interface EncryptedMedia {
  /** The ciphertext with its MAC: what is uploaded. */
  readonly blob: Buffer
  readonly mediaKey: Buffer
  /** The hash of the plain file. */
  readonly fileSha256: Buffer
  /** The hash of the whole blob. */
  readonly fileEncSha256: Buffer
  /** The size of the plain file. */
  readonly fileLength: number
}

const MEDIA_KEY_BYTES = 32
const MAC_BYTES = 10

const KEY_INFO: Readonly<Record<MediaKind, string>> = {
  image: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
}

/** Encrypts a file under a new media key. */
export function encryptMedia(plain: Uint8Array, kind: MediaKind): EncryptedMedia {
  const mediaKey = randomBytes(MEDIA_KEY_BYTES)
  const keys = expand(mediaKey, kind)
  const cipher = createCipheriv('aes-256-cbc', keys.cipherKey, keys.iv)
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  const blob = Buffer.concat([ciphertext, macOf(ciphertext, keys)])
  return { blob, mediaKey, fileSha256: sha256(plain), fileEncSha256: sha256(blob), fileLength: plain.length }
}

/** Decrypts a stored file; throws when its MAC does not belong to the key and kind. */
export function decryptMedia(blob: Uint8Array, mediaKey: Uint8Array, kind: MediaKind): Buffer {
  if (mediaKey.length !== MEDIA_KEY_BYTES) {
    throw new Error(`A media key has ${MEDIA_KEY_BYTES} bytes, not ${mediaKey.length}.`)
  }
  if (blob.length <= MAC_BYTES)
    throw new Error(`The media file is too short: ${blob.length} of more than ${MAC_BYTES} bytes.`)
  const keys = expand(mediaKey, kind)
  const ciphertext = blob.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(macOf(ciphertext, keys), blob.subarray(-MAC_BYTES))) {
    throw new Error(`The media file does not match its key as ${kind}: the MAC differs.`)
  }
  const decipher = createDecipheriv('aes-256-cbc', keys.cipherKey, keys.iv)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

interface MediaKeys {
  readonly iv: Buffer
  readonly cipherKey: Buffer
  readonly macKey: Buffer
}

function expand(mediaKey: Uint8Array, kind: MediaKind): MediaKeys {
  // 112 bytes in all; the last 32 are for sidecars, which nobody here needs.
  const bytes = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), KEY_INFO[kind], 112))
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48), macKey: bytes.subarray(48, 80) }
}

function macOf(ciphertext: Uint8Array, keys: MediaKeys): Buffer {
  return createHmac('sha256', keys.macKey).update(keys.iv).update(ciphertext).digest().subarray(0, MAC_BYTES)
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
