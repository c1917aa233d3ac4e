import type { HeldReason } from '../pacing/held-reasons.ts'
import type { QueueLimits } from '../pacing/pacing-rules.ts'
import type { Restriction } from './instance-record.ts'
import type { Lease } from './lease.ts'
import type { MessageFilter, MessagePage } from './message-filter.ts'
import type { MessageContent, MessageRecord, MessageType, Priority } from './message-record.ts'
import type { ProvenStatus } from './message-status.ts'
import type { StatusEventRecord } from './status-event-record.ts'

/** One message to accept. */
export interface NewMessage {
  readonly waMessageId: string
  readonly recipient: string
  readonly type: MessageType
  readonly content: MessageContent
  /** @defaultValue 'normal' */
  readonly priority?: Priority | undefined
  /** Epoch ms before which it waits; missing for at once. */
  readonly sendAt?: number | undefined
  /** Epoch ms at which it expires unless it has left; missing for never. */
  readonly expiresAt?: number | undefined
  /** The message that ended and is sent anew as this one. */
  readonly retryOf?: number | undefined
}

/** What makes a repeated call the same call. */
export interface IdempotencyInput {
  readonly key: string
  /** What keys belong to beside their account: the same key may be used once for each. */
  readonly route: string
  /** Tells the call and its input apart from every other. */
  readonly bodyHash: string
}

/** Messages that are accepted together or not at all. */
export interface AcceptBatch {
  readonly accountId: number
  readonly instanceId: number
  readonly messages: readonly NewMessage[]
  readonly at: number
  readonly idempotency?: IdempotencyInput | undefined
  /** The host's own open transaction on the same database: what is accepted is stored with its commit or not at all. */
  readonly transaction?: unknown
}

/** What an accepted message is known by from now on. */
export interface AcceptedMessage {
  readonly id: number
  readonly waMessageId: string
  readonly recipient: string
}

/** What became of a batch. Everything but `accepted` has stored and counted nothing. */
export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly messages: readonly AcceptedMessage[] }
  /** The same key and body came before: the answer of then. */
  | { readonly kind: 'replayed'; readonly messages: readonly AcceptedMessage[] }
  | { readonly kind: 'key_reused' }
  | { readonly kind: 'account_not_found' }
  | { readonly kind: 'account_disabled' }
  | { readonly kind: 'instance_not_found' }
  | {
      readonly kind: 'quota_exceeded'
      readonly limit: 'daily' | 'monthly'
      readonly allowed: number
      readonly used: number
      /** Epoch ms at which that period ends in the account's time zone. */
      readonly resetAt: number
    }

/** The next message of an instance, or when there may be one. */
export type ClaimOutcome =
  | { readonly kind: 'message'; readonly message: MessageRecord }
  /** Nothing is due; what waits is due at `nextAt`, null when nothing waits. */
  | { readonly kind: 'idle'; readonly nextAt: number | null }
  /** The whole queue waits; `until` is null when nobody can say for how long. */
  | { readonly kind: 'held'; readonly reason: HeldReason; readonly until: number | null }
  /** The time of some was over: they have ended. There may be more. */
  | { readonly kind: 'expired'; readonly changes: readonly MessageChange[] }
  /** Many were looked at that have to wait, and there may be more behind them. */
  | { readonly kind: 'again' }

/** What became of a message that was to be withdrawn. */
export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly change: MessageChange }
  /** It may have left already. */
  | { readonly kind: 'already_sending'; readonly message: MessageRecord }
  /** It has ended already, and never left. */
  | { readonly kind: 'already_ended'; readonly message: MessageRecord }
  | { readonly kind: 'message_not_found' }

/** A change that happened: what the row was and what it is. */
export interface MessageChange {
  readonly before: MessageRecord
  readonly after: MessageRecord
}

/** The queue and the truth about every message. */
export interface MessageStore {
  /**
   * Stores a batch: the idempotency key, the quota of the day and the month (`used + n <= limit`, no overshoot under
   * any concurrency), the rows as `queued` and one event each, all in one transaction. Resolves after the commit, or
   * before it where the transaction is the host's; a refusal and an error leave that one usable.
   */
  accept(batch: AcceptBatch): Promise<AcceptOutcome>
  /**
   * Gives the best due `queued` message of the leased instance (lane, then age) that the limits let go, and leaves it
   * `queued`; none while the account is disabled or the queue is held. Those before it that have to wait are parked until
   * then, with the reason; those whose time is over end as `expired`. Looks at some hundreds of messages at most.
   */
  claim(lease: Lease, at: number, limits?: QueueLimits): Promise<ClaimOutcome>
  /** Gives the messages that a lost owner left `sending`, oldest first. */
  unsettled(lease: Lease): Promise<readonly MessageRecord[]>
  /**
   * Commits `queued → sending` with the built message, counts the attempt and the message of the day, stores the number's
   * time of sending and the recipient's first contact. Gives null, and changes nothing, when the message is no longer
   * queued or the limits do not let it go any more. One whose time is over ends as `expired` instead, and gives its unit back.
   */
  markSending(
    lease: Lease,
    input: {
      readonly messageId: number
      readonly built: Uint8Array
      readonly address: string
      readonly at: number
      readonly limits?: QueueLimits | undefined
    },
  ): Promise<MessageChange | null>
  /** Counts another attempt of a message that is `sending` and stores the number's time of sending; null when it no longer is. */
  markResending(lease: Lease, input: { readonly messageId: number; readonly at: number }): Promise<MessageChange | null>
  /** Moves a message forward on WhatsApp's word (`statusSteps`); null when unknown or not forward. */
  advance(
    lease: Lease,
    input: { readonly waMessageId: string; readonly status: ProvenStatus; readonly at: number },
  ): Promise<MessageChange | null>
  /**
   * Ends a `queued` or `sending` message as failed; one that was never `sending` gives its unit back to the day and the
   * month it was counted in. Null when it has ended already or has been acknowledged.
   */
  fail(
    lease: Lease,
    input: { readonly messageId: number; readonly code: string; readonly error: string; readonly at: number },
  ): Promise<MessageChange | null>
  /**
   * The same as {@link MessageStore.fail} for a refused acknowledgement, by WhatsApp's id, and only while `sending`. A
   * `restriction` that the refusal tells of is kept in the same transaction, also when the message is not to be found:
   * from then on nobody takes the number for free.
   */
  refuse(
    lease: Lease,
    input: {
      readonly waMessageId: string
      readonly code: string
      readonly error: string
      readonly at: number
      readonly restriction?: Restriction | undefined
    },
  ): Promise<MessageChange | null>
  /**
   * Leaves a `queued` message queued, counts the attempt and says when to try again. Later messages to its recipient in its
   * lane wait behind it.
   */
  postpone(
    lease: Lease,
    input: { readonly messageId: number; readonly nextAttemptAt: number; readonly at: number },
  ): Promise<void>
  /** Lets go whatever of an instance waits for this reason, batch by batch, and gives how many that were. */
  release(lease: Lease, reason: HeldReason): Promise<number>
  /**
   * Withdraws a `queued` message of an account, which then gives its unit back. Of a message that is being sent at the same
   * moment exactly one wins.
   */
  cancel(accountId: number, messageId: number, at: number): Promise<CancelOutcome>
  /**
   * Withdraws up to `limit` messages of an instance that were queued at `at` or before, and lets the queue go on that was
   * held because of another number. `isDone` once there are none left; null for a foreign or missing instance.
   */
  clear(
    accountId: number,
    instanceId: number,
    batch: { readonly at: number; readonly limit: number },
  ): Promise<{ readonly changes: readonly MessageChange[]; readonly isDone: boolean } | null>
  /**
   * Withdraws up to `limit` messages of an account that a filter means and that were queued at `at` or before, the oldest
   * first. As many changes as `limit` say that there may be more.
   */
  cancelQueued(
    accountId: number,
    filter: MessageFilter,
    batch: { readonly at: number; readonly limit: number },
  ): Promise<readonly MessageChange[]>
  /** Ends up to `limit` queued messages of all instances whose time is over, whoever owns them; each gives its unit back. */
  expire(batch: { readonly at: number; readonly limit: number }): Promise<readonly MessageChange[]>
  /** Reads one message of an account; null for a foreign or missing id. */
  get(accountId: number, messageId: number): Promise<MessageRecord | null>
  /** Lists messages of an account, the newest first: by the time they were queued, then by id. */
  list(accountId: number, page: MessagePage): Promise<readonly MessageRecord[]>
  /** Gives the steps a message took, as far as they are kept, the first one first; null for a foreign or missing id. */
  events(accountId: number, messageId: number): Promise<readonly StatusEventRecord[] | null>
  /** Reads the built message of an id that is asked for again; null when it was never `sending`, or ended as refused or given up. */
  built(instanceId: number, waMessageId: string): Promise<Uint8Array | null>
}
