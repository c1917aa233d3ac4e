import { z } from 'zod'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { idempotencyKeyOf, markReplay } from '../idempotency-header.ts'
import { answeredId, answeredTime, pathId } from './ids.ts'
import { answeredStatus, exampleMessage, messageAnswer, toMessageAnswer } from './message-answer.ts'
import { messageFilterQuery, messagePageQuery, toMessageListQuery, toMessageQuery } from './message-filter.ts'

/** Builds the routes that list messages, and that withdraw them or send them anew. */
export const messageQueueRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/messages',
    scope: 'read',
    summary: 'Lists messages, the newest first.',
    status: 200,
    query: messagePageQuery,
    response: z.object({ messages: z.array(messageAnswer), next_cursor: z.string().nullable() }),
    errors: ['invalid_recipient'],
    example: { response: { messages: [exampleMessage], next_cursor: null } },
    run: async ({ account, query }) => {
      const { messages, nextCursor } = await account.messages.list(toMessageListQuery(query))
      return { messages: messages.map(toMessageAnswer), next_cursor: nextCursor }
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/messages',
    scope: 'send',
    summary: 'Withdraws the queued messages that a filter means.',
    status: 200,
    query: messageFilterQuery,
    response: z.object({ cancelled: z.int() }),
    errors: ['invalid_recipient'],
    example: { response: { cancelled: 12 } },
    run: async ({ account, query }) => {
      const { cancelled } = await account.messages.cancelQueued(toMessageQuery(query))
      return { cancelled }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/messages/{id}/events',
    scope: 'read',
    summary: 'Tells the steps a message took.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'message_not_found',
    response: z.object({
      events: z.array(
        z.object({
          status: answeredStatus,
          at: answeredTime,
          attempts: z.int().nullable(),
          error_code: z.string().nullable(),
        }),
      ),
    }),
    errors: [],
    example: {
      response: { events: [{ status: 'queued', at: '2026-06-23T14:00:00.000Z', attempts: 0, error_code: null }] },
    },
    run: async ({ account, params }) => {
      const steps = await account.messages.events(params.id)
      return {
        events: steps.map(({ status, at, attempts, errorCode }) => ({
          status,
          at: at.toISOString(),
          attempts,
          error_code: errorCode,
        })),
      }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/messages/{id}/cancel',
    scope: 'send',
    summary: 'Withdraws a message that has not left.',
    status: 200,
    params: z.object({ id: pathId }),
    missingCode: 'message_not_found',
    response: messageAnswer,
    errors: ['already_sending'],
    example: { response: { ...exampleMessage, status: 'cancelled', sent_at: null, attempts: 0 } },
    run: async ({ account, params }) => toMessageAnswer(await account.messages.cancel(params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/messages/{id}/retry',
    scope: 'send',
    summary: 'Sends a message anew that has failed, expired or been cancelled.',
    status: 202,
    params: z.object({ id: pathId }),
    missingCode: 'message_not_found',
    response: z.object({ id: answeredId, status: z.literal('queued'), retry_of: answeredId }),
    errors: ['not_retryable', 'content_removed', 'instance_not_found', 'quota_exceeded'],
    isRepeatable: true,
    example: { response: { id: 130, status: 'queued', retry_of: 123 } },
    run: async ({ account, params, headers }) => {
      const idempotencyKey = idempotencyKeyOf(headers)
      const { id, status, retryOf, isReplayed } = await account.messages.retry(params.id, { idempotencyKey })
      return markReplay({ id, status, retry_of: retryOf }, isReplayed)
    },
  }),
]
