import { createHash, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { downloadContentFromMessage, encryptedStream } from '@whiskeysockets/baileys/lib/Utils/messages-media.js'
import { describe, expect, it } from 'vitest'
import { decryptMedia, encryptMedia } from './media-crypto.ts'
import type { MediaKind } from './media-kind.ts'

const KINDS: readonly MediaKind[] = ['image', 'video', 'audio', 'document']
const SIZES = [0, 1, 15, 16, 17, 70_000]
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

async function readByClient(blob: Buffer, mediaKey: Buffer, kind: MediaKind): Promise<Buffer> {
  const url = `data:application/octet-stream;base64,${blob.toString('base64')}`
  const chunks: Buffer[] = []
  for await (const chunk of await downloadContentFromMessage({ mediaKey, url }, kind)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('encryptMedia', () => {
  it.each(KINDS)('makes an %s that the client decrypts, at any size', async (kind) => {
    for (const size of SIZES) {
      const plain = randomBytes(size)
      const media = encryptMedia(plain, kind)

      expect(await readByClient(media.blob, media.mediaKey, kind)).toEqual(plain)
    }
  })

  it('says about the file what a message needs', () => {
    const plain = randomBytes(1000)

    const media = encryptMedia(plain, 'image')

    expect(media.fileLength).toBe(1000)
    expect(media.fileSha256).toEqual(sha256(plain))
    expect(media.fileEncSha256).toEqual(sha256(media.blob))
  })
})

describe('decryptMedia', () => {
  it.each(KINDS)('reads an %s that the client encrypted', async (kind) => {
    const plain = randomBytes(5000)
    const { mediaKey, encFilePath } = await encryptedStream(plain, kind)
    const blob = await readFile(encFilePath)
    await rm(encFilePath)

    expect(decryptMedia(blob, mediaKey, kind)).toEqual(plain)
  })

  it.each([0, 20, -11, -10, -1])('throws when the byte at %i was altered', (position) => {
    const { blob, mediaKey } = encryptMedia(randomBytes(100), 'document')
    const index = position < 0 ? blob.length + position : position
    blob[index] = (blob[index] ?? 0) ^ 1

    expect(() => decryptMedia(blob, mediaKey, 'document')).toThrow('MAC differs')
  })

  it('throws under another key and for another kind', () => {
    const { blob, mediaKey } = encryptMedia(randomBytes(100), 'image')

    expect(() => decryptMedia(blob, randomBytes(32), 'image')).toThrow('MAC differs')
    expect(() => decryptMedia(blob, mediaKey, 'video')).toThrow('as video')
  })

  it('throws on a file or key that cannot be one', () => {
    const { blob, mediaKey } = encryptMedia(randomBytes(100), 'image')

    expect(() => decryptMedia(blob.subarray(0, 10), mediaKey, 'image')).toThrow('10 of more than 10 bytes')
    expect(() => decryptMedia(blob, mediaKey.subarray(1), 'image')).toThrow('not 31')
  })
})
