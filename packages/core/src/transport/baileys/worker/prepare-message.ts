import { createReadStream } from 'node:fs'
import type { AnyMessageContent, WASocket } from '@whiskeysockets/baileys'
import { generateWAMessageContent, proto } from '@whiskeysockets/baileys'
import type { OutgoingMessage } from '../../transport.ts'
import { answerIsLate, toTransportError } from './client-error.ts'
import type { ClientLogger } from './client-logger.ts'
import { heedAnswers } from './upload-file.ts'

/** Silence on an upload's connection for this long fails it. */
const uploadSilenceMs = 60_000

/** What prepares a message. */
export interface PrepareOptions {
  readonly socket: WASocket
  readonly logger: ClientLogger
  /** Called when the client's media access is broken beyond repair: only a new socket gets a new one. */
  readonly onBrokenMedia: () => void
}

/** Builds a message and uploads its media; the bytes are the encoded WhatsApp message. */
export const prepareMessage = async (message: OutgoingMessage, options: PrepareOptions): Promise<Uint8Array> => {
  if (message.type !== 'text') await assertMediaAccess(options)
  const content = await generateWAMessageContent(toContent(message), {
    upload: heedAnswers(options.socket.waUploadToServer),
    logger: options.logger,
    mediaUploadTimeoutMs: uploadSilenceMs,
  }).catch((error: unknown) => {
    throw toTransportError(error, 'building a message', false)
  })
  return proto.Message.encode(content).finish()
}

/** The client keeps a failed answer forever, and every later upload of the socket fails on it. */
const assertMediaAccess = async ({ socket, onBrokenMedia }: PrepareOptions) => {
  try {
    await socket.refreshMediaConn()
  } catch (error) {
    onBrokenMedia()
    throw error instanceof TypeError
      ? answerIsLate('asking for media access')
      : toTransportError(error, 'asking for media access', false)
  }
}

/** A link preview is never fetched: that would be a request of ours to an address of the caller's choice. */
const toContent = (message: OutgoingMessage): AnyMessageContent => {
  switch (message.type) {
    case 'text':
      return { text: message.text, linkPreview: null }
    case 'image':
      return {
        image: { stream: createReadStream(message.file.path) },
        mimetype: message.file.mimetype,
        ...(message.caption === undefined ? {} : { caption: message.caption }),
        ...(message.width === undefined ? {} : { width: message.width }),
        ...(message.height === undefined ? {} : { height: message.height }),
      }
    case 'document':
      return {
        document: { stream: createReadStream(message.file.path) },
        mimetype: message.file.mimetype,
        fileName: message.filename,
        ...(message.caption === undefined ? {} : { caption: message.caption }),
      }
    default:
      throw new Error(`Unknown message ${String(message satisfies never)}`)
  }
}
