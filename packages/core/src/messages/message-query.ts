import type { MessageStatus } from '../storage/message-record.ts'
import type { Message } from './message.ts'

/** Which messages of an account are meant; what is missing excludes nothing. */
export interface MessageQuery {
  readonly instanceId?: number | undefined
  /** The recipient, written as for a send. */
  readonly to?: string | undefined
  /** Queued then or later. A text is ISO 8601 with its offset. */
  readonly queuedFrom?: Date | string | undefined
  /** Queued before that. A text is ISO 8601 with its offset. */
  readonly queuedTo?: Date | string | undefined
}

/** Which page of the messages of an account is asked for. */
export interface MessageListQuery extends MessageQuery {
  /** Any of these. */
  readonly status?: MessageStatus | readonly MessageStatus[] | undefined
  /** The stable reason of those that failed or expired, e.g. `not_on_whatsapp`. */
  readonly errorCode?: string | undefined
  /** How many at most, 1 to 100. @defaultValue 50 */
  readonly limit?: number | undefined
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** Some messages, the newest first. */
export interface MessageList {
  readonly messages: readonly Message[]
  /** Where the next page begins; null when this is the last one. */
  readonly nextCursor: string | null
}

/** One step that a message took. */
export interface MessageStep {
  readonly status: MessageStatus
  readonly at: Date
  /** How often it had been tried by then; null where that was not noted. */
  readonly attempts: number | null
  /** The stable reason, for `failed` and `expired`. */
  readonly errorCode: string | null
}
