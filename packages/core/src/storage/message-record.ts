/** Where a message stands; `statusSteps` has the steps that exist. */
export type MessageStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'cancelled'
  | 'expired'

/** The kinds of messages that can be sent. */
export type MessageType = 'text' | 'image' | 'document'

/** Which of the messages of a number goes first; within a lane, the older one. */
export type Priority = 'high' | 'normal' | 'low'

/** What a caller gave to be sent, as stored: `text` for text, the rest for media. */
export interface MessageContent {
  readonly text?: string | undefined
  readonly url?: string | undefined
  readonly caption?: string | undefined
  readonly filename?: string | undefined
  readonly mimetype?: string | undefined
}

/** One stored message. Times are epoch ms, null until the thing happened. */
export interface MessageRecord {
  readonly id: number
  readonly accountId: number
  readonly instanceId: number
  /** The id WhatsApp knows the message by, chosen at accept and never changed. */
  readonly waMessageId: string
  /** The recipient's cleaned digits. */
  readonly recipient: string
  readonly type: MessageType
  readonly content: MessageContent
  readonly status: MessageStatus
  /** Words for a person, for `failed` and `expired`. */
  readonly error: string | null
  readonly errorCode: string | null
  /** Why a queued message waits although it is its turn; null when nothing holds it. */
  readonly heldReason: string | null
  /** How often it was tried, written or not. */
  readonly attempts: number
  /** When a queued message that waits for some time is looked at again. */
  readonly nextAttemptAt: number | null
  readonly priority: Priority
  /** The time it was accepted for, null for as soon as possible. */
  readonly sendAt: number | null
  /** When it expires unless it has left before; null for never. */
  readonly expiresAt: number | null
  /** The message that ended and is sent anew as this one. */
  readonly retryOf: number | null
  /** The transport's address of the recipient, known from the first write on. */
  readonly address: string | null
  readonly queuedAt: number
  readonly sendingAt: number | null
  readonly sentAt: number | null
  readonly deliveredAt: number | null
  readonly readAt: number | null
  readonly playedAt: number | null
  readonly endedAt: number | null
}
