import type { MessageRecord, MessageStatus, MessageType, Priority } from '../storage/message-record.ts'
import type { AcceptBatch, NewMessage } from '../storage/message-store.ts'

/** A message as its sender sees it. */
export interface Message {
  readonly id: number
  readonly instanceId: number
  /** The recipient's cleaned digits. */
  readonly to: string
  readonly type: MessageType
  /** `sent` means that WhatsApp's server acknowledged it, nothing less. */
  readonly status: MessageStatus
  /** Words for a person, for `failed` and `expired`; else null. */
  readonly error: string | null
  /** The stable reason beside `error`, e.g. `not_on_whatsapp`. */
  readonly errorCode: string | null
  /** Why a queued message waits, e.g. `account_disabled`; null when nothing holds it. */
  readonly heldReason: string | null
  /** How often it was tried. */
  readonly attempts: number
  /** When a message that waits for some time is looked at again. */
  readonly nextAttemptAt: Date | null
  readonly priority: Priority
  /** The time it was accepted for; null for as soon as possible. */
  readonly sendAt: Date | null
  /** When it expires unless it has left before; null for never. */
  readonly expiresAt: Date | null
  /** The message that ended and is sent anew as this one; null for one that repeats none. */
  readonly retryOf: number | null
  readonly queuedAt: Date
  readonly sentAt: Date | null
  readonly deliveredAt: Date | null
  readonly readAt: Date | null
  readonly playedAt: Date | null
}

const toDate = (at: number | null | undefined): Date | null => (at === null || at === undefined ? null : new Date(at))

/** Shows a stored message to its sender. */
export const toMessage = (record: MessageRecord): Message => ({
  id: record.id,
  instanceId: record.instanceId,
  to: record.recipient,
  type: record.type,
  status: record.status,
  error: record.error,
  errorCode: record.errorCode,
  heldReason: record.heldReason,
  attempts: record.attempts,
  nextAttemptAt: toDate(record.nextAttemptAt),
  priority: record.priority,
  sendAt: toDate(record.sendAt),
  expiresAt: toDate(record.expiresAt),
  retryOf: record.retryOf,
  queuedAt: new Date(record.queuedAt),
  sentAt: toDate(record.sentAt),
  deliveredAt: toDate(record.deliveredAt),
  readAt: toDate(record.readAt),
  playedAt: toDate(record.playedAt),
})

/** Shows a message that was accepted just now, without reading it. */
export const toQueuedMessage = (
  id: number,
  { instanceId, at }: AcceptBatch,
  { recipient, type, priority, sendAt, expiresAt, retryOf }: NewMessage,
): Message => ({
  id,
  instanceId,
  to: recipient,
  type,
  status: 'queued',
  error: null,
  errorCode: null,
  heldReason: sendAt === undefined ? null : 'scheduled',
  attempts: 0,
  nextAttemptAt: toDate(sendAt),
  priority: priority ?? 'normal',
  sendAt: toDate(sendAt),
  expiresAt: toDate(expiresAt),
  retryOf: retryOf ?? null,
  queuedAt: new Date(at),
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  playedAt: null,
})
