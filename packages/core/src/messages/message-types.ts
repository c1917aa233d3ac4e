import type { z } from 'zod'
import type { MessageContent, MessageType } from '../storage/message-record.ts'
import { documentMessage } from './document-message.ts'
import { imageMessage } from './image-message.ts'
import type { BuildTools, BuiltMessage, MessageTypeDefinition } from './message-type.ts'
import { textMessage } from './text-message.ts'

/** What can be done with any kind of message. */
export interface AnyMessageType {
  /** Reads a caller's fields into what is stored. */
  readonly read: (
    fields: unknown,
  ) => { readonly ok: true; readonly content: MessageContent } | { readonly ok: false; readonly error: z.ZodError }
  readonly build: (content: MessageContent, tools: BuildTools) => Promise<BuiltMessage>
}

const anyType = <Fields>(definition: MessageTypeDefinition<Fields>): AnyMessageType => ({
  read: (fields) => {
    const result = definition.schema.safeParse(fields)
    return result.success
      ? { ok: true, content: definition.toContent(result.data) }
      : { ok: false, error: result.error }
  },
  build: definition.build,
})

/** Every kind of message there is. */
export const messageTypes: Readonly<Record<MessageType, AnyMessageType>> = {
  text: anyType(textMessage),
  image: anyType(imageMessage),
  document: anyType(documentMessage),
}

/** Tells whether a value names a kind of message. */
export const isMessageType = (value: unknown): value is MessageType =>
  typeof value === 'string' && Object.hasOwn(messageTypes, value)
