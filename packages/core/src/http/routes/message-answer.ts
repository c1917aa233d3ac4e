import { z } from 'zod'
import type { Message } from '../../messages/message.ts'
import { messageStatuses } from '../../storage/message-status.ts'
import { answeredId, answeredTime, toAnsweredTime } from './ids.ts'

/** Where a message stands, in an answer. */
export const answeredStatus = z
  .enum(messageStatuses)
  .meta({ title: 'MessageStatus', description: 'Where a message is on its way.' })

const messageFields = z.object({
  id: answeredId,
  to_phone: z.string(),
  type: z.enum(['text', 'image', 'document']),
  status: answeredStatus,
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
  retry_of: answeredId.nullable(),
  delivered_at: answeredTime.nullable(),
  read_at: answeredTime.nullable(),
  played_at: answeredTime.nullable(),
})

/** A message in an answer. */
export const messageAnswer = messageFields.meta({ title: 'Message', description: 'A message, and where it is.' })

/** The message that examples show. */
export const exampleMessage: z.infer<typeof messageAnswer> = {
  id: 123,
  to_phone: '201001234567',
  type: 'text',
  status: 'sent',
  error: null,
  queued_at: '2026-06-23T14:00:00.000Z',
  sent_at: '2026-06-23T14:00:02.000Z',
  instance_id: 1,
  error_code: null,
  held_reason: null,
  attempts: 1,
  next_attempt_at: null,
  priority: 'normal',
  send_at: null,
  expires_at: null,
  retry_of: null,
  delivered_at: null,
  read_at: null,
  played_at: null,
}

/** Writes a message as it is answered. */
export const toMessageAnswer = (message: Message): z.infer<typeof messageAnswer> => ({
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
  retry_of: message.retryOf,
  delivered_at: toAnsweredTime(message.deliveredAt),
  read_at: toAnsweredTime(message.readAt),
  played_at: toAnsweredTime(message.playedAt),
})
