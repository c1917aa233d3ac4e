import { z } from 'zod'
import type { SendBulkInput, SendInput } from '../../facade.ts'
import type { Message } from '../../messages/message.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { answeredId, answeredTime, bodyInstanceId, mustBeObject, pathId, toAnsweredTime } from './ids.ts'

// The content of a message has one judge, the core, which code calls too and which names every bad item of a bulk.
// Here it is only described.
const content = {
  to: z
    .unknown()
    .optional()
    .meta({ type: 'string', description: 'The recipient in international format, e.g. 201001234567.' }),
  type: z
    .unknown()
    .optional()
    .meta({ type: 'string', enum: ['text', 'image', 'document'], default: 'text' }),
  text: z.unknown().optional().meta({ type: 'string', description: 'The body of a text.' }),
  content: z.unknown().optional().meta({
    type: 'object',
    description: 'For media: { url, caption } of an image, { url, filename, mimetype } of a document.',
  }),
}

const described = (meta: Readonly<Record<string, unknown>>) => z.unknown().optional().meta(meta)

const timing = {
  priority: described({ type: 'string', enum: ['high', 'normal', 'low'], description: 'Which messages go first.' }),
  send_at: described({ type: 'string', format: 'date-time', description: 'When to send it; a past time is now.' }),
  expires_at: described({ type: 'string', format: 'date-time', description: 'When it expires unless it has left.' }),
  ttl_seconds: described({ type: 'integer', minimum: 1, description: 'The same, from when it may be sent.' }),
}

const queued = z.literal('queued')

const messageStatuses = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'expired',
] as const satisfies readonly Message['status'][]

const messageAnswer = z.object({
  id: answeredId,
  to_phone: z.string(),
  type: z.enum(['text', 'image', 'document']),
  status: z.enum(messageStatuses),
  error: z.string().nullable(),
  queued_at: answeredTime,
  sent_at: answeredTime.nullable(),
  instance_id: answeredId,
  error_code: z.string().nullable(),
  held_reason: z.string().nullable(),
  attempts: z.int(),
  next_attempt_at: answeredTime.nullable(),
  priority: z.enum(['high', 'normal', 'low']),
  send_at: answeredTime.nullable(),
  expires_at: answeredTime.nullable(),
  delivered_at: answeredTime.nullable(),
  read_at: answeredTime.nullable(),
  played_at: answeredTime.nullable(),
})

const toMessageAnswer = (message: Message): z.infer<typeof messageAnswer> => ({
  id: message.id,
  to_phone: message.to,
  type: message.type,
  status: message.status,
  error: message.error,
  queued_at: message.queuedAt.toISOString(),
  sent_at: toAnsweredTime(message.sentAt),
  instance_id: message.instanceId,
  error_code: message.errorCode,
  held_reason: message.heldReason,
  attempts: message.attempts,
  next_attempt_at: toAnsweredTime(message.nextAttemptAt),
  priority: message.priority,
  send_at: toAnsweredTime(message.sendAt),
  expires_at: toAnsweredTime(message.expiresAt),
  delivered_at: toAnsweredTime(message.deliveredAt),
  read_at: toAnsweredTime(message.readAt),
  played_at: toAnsweredTime(message.playedAt),
})

/** Builds the routes that send messages and tell where they are. */
export const messageRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/messages/send',
    scope: 'send',
    summary: 'Queues a single message for delivery.',
    status: 202,
    body: z
      .object(
        { instance_id: bodyInstanceId, ...content, ...timing },
        mustBeObject('{"instance_id":1,"to":"201001234567","text":"Hello"}'),
      )
      .meta({ required: ['instance_id', 'to'] }),
    response: z.object({ id: answeredId, status: queued }),
    run: async ({ account, body }) => {
      const { instance_id: instanceId, ...message } = body
      // The core checks these fields itself, whatever their type, and knows their names over HTTP too.
      const { id, status } = await account.send({ instanceId, ...message } as SendInput)
      return { id, status }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/messages/send-bulk',
    scope: 'send',
    summary: 'Queues 1 to 100 messages, all or nothing.',
    status: 202,
    maxBodyBytes: 8 * 1024 * 1024,
    body: z
      .object(
        {
          instance_id: bodyInstanceId,
          messages: z.unknown().optional().meta({ type: 'array', minItems: 1, maxItems: 100 }),
        },
        mustBeObject('{"instance_id":1,"messages":[{"to":"201001234567","text":"Hello"}]}'),
      )
      .meta({ required: ['instance_id', 'messages'] }),
    response: z.object({
      queued: z.int(),
      messages: z.array(z.object({ id: answeredId, to: z.string(), status: queued })),
    }),
    run: async ({ account, body }) => {
      // The core checks the items itself, whatever their type.
      const input = { instanceId: body.instance_id, messages: body.messages } as SendBulkInput
      const { messages } = await account.sendBulk(input)
      return { queued: messages.length, messages: messages.map(({ id, to, status }) => ({ id, to, status })) }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/messages/{id}',
    scope: 'read',
    summary: 'Tells where a message is.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'message_not_found',
    response: messageAnswer,
    run: async ({ account, params }) => toMessageAnswer(await account.messages.get(params.id)),
  }),
]
