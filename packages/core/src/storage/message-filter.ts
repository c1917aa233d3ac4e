import type { MessageStatus } from './message-record.ts'

/** Which messages of an account are meant; what is missing excludes nothing. Times are epoch ms. */
export interface MessageFilter {
  readonly instanceId?: number | undefined
  /** The recipient's cleaned digits. */
  readonly recipient?: string | undefined
  /** Queued then or later. */
  readonly queuedFrom?: number | undefined
  /** Queued before that. */
  readonly queuedTo?: number | undefined
}

/** Where a message stands among those of an account, the newest first. */
export interface MessagePlace {
  readonly queuedAt: number
  readonly id: number
}

/** One page of an account's messages. */
export interface MessagePage extends MessageFilter {
  /** Any of these; every one when it is missing. */
  readonly statuses?: readonly MessageStatus[] | undefined
  readonly errorCode?: string | undefined
  /** The message behind which the page begins. */
  readonly after?: MessagePlace | undefined
  readonly limit: number
}
