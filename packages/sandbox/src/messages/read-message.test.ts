import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCertificateAuthority } from '../media/certificate-authority.ts'
import { encryptMedia } from '../media/media-crypto.ts'
import type { MediaHost } from '../media/media-host.ts'
import { startMediaHost } from '../media/media-host.ts'
import { proto } from '../wire/schema.ts'
import { readMessage } from './read-message.ts'

let media: MediaHost
beforeAll(async () => {
  media = await startMediaHost({ authority: createCertificateAuthority() })
})
afterAll(() => media.close())

const read = (message: proto.IMessage) => readMessage(media, Buffer.from(proto.Message.encode(message).finish()))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function documentOf(bytes: Buffer) {
  const encrypted = encryptMedia(bytes, 'document')
  const { directPath } = media.put(encrypted.blob)
  return {
    directPath,
    mediaKey: encrypted.mediaKey,
    fileSha256: sha256(bytes),
    fileEncSha256: sha256(encrypted.blob),
    fileName: 'a.pdf',
    mimetype: 'application/pdf',
    caption: 'see',
  }
}

describe('reading a message', () => {
  it.each([
    ['a conversation', { conversation: 'hi' }],
    ['an extended text', { extendedTextMessage: { text: 'hi' } }],
    ['an own copy', { deviceSentMessage: { destinationJid: 'x', message: { conversation: 'hi' } } }],
    ['a disappearing message', { ephemeralMessage: { message: { conversation: 'hi' } } }],
  ])('finds the text in %s', (_name, message) => {
    expect(read(message)).toEqual({ content: { kind: 'text', text: 'hi' }, isMediaWhole: true })
  })

  it.each(['bare', 'wrapped with its caption'])('hashes the decrypted bytes of a document, %s', (shape) => {
    const bytes = randomBytes(1000)
    const documentMessage = documentOf(bytes)
    const message =
      shape === 'bare' ? { documentMessage } : { documentWithCaptionMessage: { message: { documentMessage } } }

    expect(read(message)).toEqual({
      isMediaWhole: true,
      content: {
        kind: 'document',
        caption: 'see',
        fileName: 'a.pdf',
        mimetype: 'application/pdf',
        sha256: sha256(bytes).toString('hex'),
        length: 1000,
      },
    })
  })

  it.each([
    ['is not there', { directPath: '/nowhere' }],
    ['has another hash than promised', { fileSha256: Buffer.alloc(32, 1) }],
    ['is not the blob that was promised', { fileEncSha256: Buffer.alloc(32, 1) }],
    ['does not decrypt', { mediaKey: Buffer.alloc(32, 1) }],
  ])('says so when the file %s', (_name, overrides) => {
    const documentMessage = { ...documentOf(randomBytes(10)), ...overrides }

    expect(read({ documentMessage })).toMatchObject({ isMediaWhole: false, content: { sha256: null, length: null } })
  })

  it('names what it has no closer look for', () => {
    expect(read({ reactionMessage: { text: 'x' } }).content).toEqual({ kind: 'other', name: 'reactionMessage' })
  })

  it('refuses bytes that are no message', () => {
    expect(() => readMessage(media, Buffer.from([255, 255, 255]))).toThrow()
  })
})
