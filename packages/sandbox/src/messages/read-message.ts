import { createHash } from 'node:crypto'
import type { MessageContent } from '../ledger/content.ts'
import { decryptMedia } from '../media/media-crypto.ts'
import type { MediaHost } from '../media/media-host.ts'
import type { MediaKind } from '../media/media-kind.ts'
import { proto } from '../wire/schema.ts'

/** What was in a plaintext, and whether its media could be had. */
export interface ReadMessage {
  readonly content: MessageContent
  readonly isMediaWhole: boolean
}

interface MediaFields {
  readonly mimetype?: string | null
  readonly mediaKey?: Uint8Array | null
  readonly directPath?: string | null
  readonly fileSha256?: Uint8Array | null
  readonly fileEncSha256?: Uint8Array | null
  readonly caption?: string | null
  readonly fileName?: string | null
}

/** Reads a plaintext as a phone does, also the copy that tells the sender's own phone; throws on bytes that are no message. */
export function readMessage(media: MediaHost, plain: Buffer): ReadMessage {
  const outer = proto.Message.decode(plain)
  return contentOf(media, unwrap(outer.deviceSentMessage?.message ?? outer))
}

function unwrap(message: proto.IMessage): proto.IMessage {
  const inner =
    message.documentWithCaptionMessage?.message ??
    message.ephemeralMessage?.message ??
    message.viewOnceMessage?.message ??
    message.viewOnceMessageV2?.message
  return inner ? unwrap(inner) : message
}

function contentOf(media: MediaHost, message: proto.IMessage): ReadMessage {
  const text = message.conversation || message.extendedTextMessage?.text
  if (typeof text === 'string' && text !== '') return { content: { kind: 'text', text }, isMediaWhole: true }
  if (message.imageMessage) return mediaContent(media, 'image', message.imageMessage)
  if (message.documentMessage) return mediaContent(media, 'document', message.documentMessage)
  if (message.videoMessage) return mediaContent(media, 'video', message.videoMessage)
  if (message.audioMessage) return mediaContent(media, 'audio', message.audioMessage)
  const name = Object.keys(message).find((field) => field !== 'messageContextInfo') ?? 'empty'
  return { content: { kind: 'other', name }, isMediaWhole: true }
}

function mediaContent(media: MediaHost, kind: MediaKind, fields: MediaFields): ReadMessage {
  const bytes = download(media, kind, fields)
  const content: MessageContent = {
    kind,
    caption: fields.caption || null,
    fileName: fields.fileName || null,
    mimetype: fields.mimetype || null,
    sha256: bytes ? sha256(bytes).toString('hex') : null,
    length: bytes ? bytes.length : null,
  }
  return { content, isMediaWhole: bytes !== undefined }
}

function download(media: MediaHost, kind: MediaKind, fields: MediaFields): Buffer | undefined {
  const { directPath, mediaKey, fileSha256, fileEncSha256 } = fields
  const blob = directPath ? media.get(directPath) : undefined
  if (!blob || !mediaKey || !fileSha256 || !fileEncSha256) return undefined
  if (!sha256(blob).equals(fileEncSha256)) return undefined
  try {
    const bytes = decryptMedia(blob, Buffer.from(mediaKey), kind)
    return sha256(bytes).equals(fileSha256) ? bytes : undefined
  } catch {
    return undefined // what does not decrypt could not be had, and the ledger says so
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
