import { z } from 'zod'
import type { Message } from '../../messages/message.ts'
import { messageStatuses } from '../../storage/message-status.ts'
import { answeredId, answeredTime, toAnsweredTime } from './ids.ts'

/** Where a message stands, in an answer. */
export const answeredStatus = z.enum(messageStatuses)

/** A message in an answer. */
export const messageAnswer = z.object({
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
