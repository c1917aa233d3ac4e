import type { MessageRecord, MessageStatus, MessageType, Priority } from '../storage/message-record.ts'

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
  readonly queuedAt: Date
  readonly sentAt: Date | null
  readonly deliveredAt: Date | null
  readonly readAt: Date | null
  readonly playedAt: Date | null
}

const toDate = (at: number | null): Date | null => (at === null ? null : new Date(at))

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
  queuedAt: new Date(record.queuedAt),
  sentAt: toDate(record.sentAt),
  deliveredAt: toDate(record.deliveredAt),
  readAt: toDate(record.readAt),
  playedAt: toDate(record.playedAt),
})
