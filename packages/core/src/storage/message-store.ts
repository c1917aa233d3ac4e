import type { Restriction } from './instance-record.ts'
import type { Lease } from './lease.ts'
import type { MessageContent, MessageRecord, MessageType } from './message-record.ts'
import type { ProvenStatus } from './message-status.ts'

/** One message to accept. */
export interface NewMessage {
  readonly waMessageId: string
  readonly recipient: string
  readonly type: MessageType
  readonly content: MessageContent
}

/** What makes a repeated call the same call. */
export interface IdempotencyInput {
  readonly key: string
  /** `send` or `send-bulk`: the same key may be used once for each. */
  readonly route: string
  /** SHA-256 (hex) of the call's canonical input. */
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
  /** Nothing is due; a retry is due at `nextAt`, null when none waits. */
  | { readonly kind: 'idle'; readonly nextAt: number | null }

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
  /** Gives the best due `queued` message of the leased instance (lane, then age) and leaves it `queued`; none while the account is disabled. */
  claim(lease: Lease, at: number): Promise<ClaimOutcome>
  /** Gives the messages that a lost owner left `sending`, oldest first. */
  unsettled(lease: Lease): Promise<readonly MessageRecord[]>
  /**
   * Commits `queued → sending` with the built message, counts the attempt, stores the number's time of sending and the
   * recipient's first contact. Gives null, and changes nothing, when the message is no longer queued.
   */
  markSending(
    lease: Lease,
    input: { readonly messageId: number; readonly built: Uint8Array; readonly address: string; readonly at: number },
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
  /** Leaves a `queued` message queued, counts the attempt and says when to try again. */
  postpone(
    lease: Lease,
    input: { readonly messageId: number; readonly nextAttemptAt: number; readonly at: number },
  ): Promise<void>
  /** Reads one message of an account; null for a foreign or missing id. */
  get(accountId: number, messageId: number): Promise<MessageRecord | null>
  /** Reads the built message of an id that is asked for again; null when it was never `sending`, or ended as refused or given up. */
  built(instanceId: number, waMessageId: string): Promise<Uint8Array | null>
}
