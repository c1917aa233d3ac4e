import type { z } from 'zod'
import type { FetchedMedia, FetchMediaInput } from '../media/fetch-media.ts'
import type { MessageContent, MessageType } from '../storage/message-record.ts'
import type { OutgoingMessage } from '../transport/transport.ts'

/** What building a message may use. */
export interface BuildTools {
  /** Fetches a caller's media into a private file. */
  readonly fetchMedia: (input: Omit<FetchMediaInput, 'signal'>) => Promise<FetchedMedia>
}

/** A message ready for the transport, and how to clear away the files it needed. */
export interface BuiltMessage {
  readonly outgoing: OutgoingMessage
  readonly clear: () => Promise<void>
}

/** One kind of message: what a caller may write, what is stored of it, and how it is built when its turn comes. */
export interface MessageTypeDefinition<Fields = unknown> {
  readonly type: MessageType
  /** The fields beside `to` and `type`, as a caller writes them. */
  readonly schema: z.ZodType<Fields>
  readonly toContent: (fields: Fields) => MessageContent
  readonly build: (content: MessageContent, tools: BuildTools) => Promise<BuiltMessage>
}
