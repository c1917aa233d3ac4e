import { z } from 'zod'
import type { SendBulkInput, SendInput } from '../../facade.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { idempotencyKeyOf, markReplay } from '../idempotency-header.ts'
import { answeredId, bodyInstanceId, mustBeObject, pathId } from './ids.ts'
import { exampleMessage, messageAnswer, toMessageAnswer } from './message-answer.ts'

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
    .meta({ type: ['string', 'null'], enum: ['text', 'image', 'document', null], default: 'text' }),
  text: z.unknown().optional().meta({ type: 'string', description: 'The body of a text.' }),
  content: z.unknown().optional().meta({
    type: 'object',
    description: 'For media: { url, caption } of an image, { url, filename, mimetype } of a document.',
  }),
}

const described = (meta: Readonly<Record<string, unknown>>) => z.unknown().optional().meta(meta)

// Null is nothing, for clients that write every field.
const timing = {
  priority: described({
    type: ['string', 'null'],
    enum: ['high', 'normal', 'low', null],
    description: 'Which messages go first.',
  }),
  send_at: described({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When to send it; a past time is now.',
  }),
  expires_at: described({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When it expires unless it has left.',
  }),
  ttl_seconds: described({
    type: ['integer', 'null'],
    minimum: 1,
    description: 'The same, from when it may be sent.',
  }),
}

const queued = z.literal('queued')

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
    errors: ['invalid_recipient', 'instance_not_found', 'quota_exceeded'],
    isRepeatable: true,
    example: {
      body: { instance_id: 1, to: '201001234567', type: 'text', text: 'Hello from the API 👋' },
      response: { id: 123, status: 'queued' },
    },
    run: async ({ account, body, headers }) => {
      const { instance_id: instanceId, ...message } = body
      const idempotencyKey = idempotencyKeyOf(headers)
      // The core checks these fields itself, whatever their type, and knows their names over HTTP too.
      const { id, status, isReplayed } = await account.send({ instanceId, ...message, idempotencyKey } as SendInput)
      return markReplay({ id, status }, isReplayed)
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
          messages: described({
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: z.toJSONSchema(z.object({ ...content, ...timing }).meta({ required: ['to'] }), { io: 'input' }),
          }),
        },
        mustBeObject('{"instance_id":1,"messages":[{"to":"201001234567","text":"Hello"}]}'),
      )
      .meta({ required: ['instance_id', 'messages'] }),
    response: z.object({
      queued: z.int(),
      messages: z.array(z.object({ id: answeredId, to: z.string(), status: queued })),
    }),
    errors: ['invalid_recipient', 'instance_not_found', 'quota_exceeded'],
    isRepeatable: true,
    example: {
      body: {
        instance_id: 1,
        messages: [
          { to: '201001234567', text: 'Hi Ahmed' },
          { to: '201009999999', text: 'Hi Sara' },
        ],
      },
      response: {
        queued: 2,
        messages: [
          { id: 124, to: '201001234567', status: 'queued' },
          { id: 125, to: '201009999999', status: 'queued' },
        ],
      },
    },
    run: async ({ account, body, headers }) => {
      const { instance_id: instanceId, messages: items } = body
      const idempotencyKey = idempotencyKeyOf(headers)
      // The core checks the items itself, whatever their type.
      const { messages, isReplayed } = await account.sendBulk({
        instanceId,
        messages: items,
        idempotencyKey,
      } as SendBulkInput)
      const answered = messages.map(({ id, to, status }) => ({ id, to, status }))
      return markReplay({ queued: messages.length, messages: answered }, isReplayed)
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
    errors: [],
    example: { response: exampleMessage },
    run: async ({ account, params }) => toMessageAnswer(await account.messages.get(params.id)),
  }),
]
