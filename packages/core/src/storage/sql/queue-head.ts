import type { Expression, ExpressionBuilder } from 'kysely'
import type { Candidate } from '../../pacing/admission.ts'
import type { QueueState } from '../../pacing/queue-hold.ts'
import type { MessageRecord } from '../message-record.ts'
import { toHolds } from './instance-rows.ts'
import type { MessageRow } from './message-rows.ts'
import { isNotScheduled, isParked, isReady, messageColumns, toMessageRecord } from './message-rows.ts'
import type { Parameter, Prepare } from './prepared-query.ts'
import type { Tables } from './schema.ts'

/** What a number's queue stands at, and the message that is to go. */
export interface QueueHead {
  readonly isDisabled: boolean
  readonly isPaused: boolean
  readonly state: QueueState
  readonly timeZone: string
  /** When the number was linked; null for one that is not new. */
  readonly linkedAt: number | null
  /** When the first of those that wait is due; null when none waits. */
  readonly nextDueAt: number | null
  /** Null when there is no such message. */
  readonly first: { readonly candidate: Candidate; readonly message: MessageRecord } | null
}

/** What the head of a queue is asked with. */
export interface QueueHeadKey {
  instanceId: number
  epoch: number
}

type Database = Parameters<Parameters<Prepare>[0]>[0]

/**
 * Begins a query that has a row while the lease is the current one: the number's state beside the message that
 * `chosen` gives the id of.
 */
export const selectQueueHead = (
  db: Database,
  parameter: Parameter<QueueHeadKey>,
  chosen: (from: ExpressionBuilder<Tables, never>) => Expression<number | null>,
) =>
  db
    .selectFrom('khabeer_leases as lease')
    .innerJoin('khabeer_instances as instance', 'instance.id', 'lease.instance_id')
    .innerJoin('khabeer_accounts as account', 'account.id', 'instance.account_id')
    .leftJoin('khabeer_messages as message', (join) =>
      // The tables of the joining query are none of the chooser's business.
      join.on((on) => on('message.id', '=', chosen(on as unknown as ExpressionBuilder<Tables, never>))),
    )
    .leftJoin('khabeer_recipients as recipient', (join) =>
      join
        .onRef('recipient.instance_id', '=', 'message.instance_id')
        .onRef('recipient.recipient', '=', 'message.recipient'),
    )
    .where('lease.instance_id', '=', parameter('instanceId'))
    .where('lease.epoch', '=', parameter('epoch'))
    .where('lease.owner', 'is not', null)
    .select([
      ...messageColumns,
      'account.is_disabled',
      'account.time_zone',
      'instance.status as instance_status',
      'instance.paused_at',
      'instance.holds',
      'instance.sent_day',
      'instance.sent_today',
      'instance.first_contacts_today',
      'instance.linked_at',
      'recipient.first_sent_at',
      'recipient.last_sent_at',
      'recipient.last_inbound_at',
    ])
    .select((from) => [
      from
        .selectFrom('khabeer_messages as waiting')
        .select((waiting) => waiting.fn.min<number | null>('waiting.next_attempt_at').as('due'))
        .where(isParked('waiting'))
        .where('waiting.instance_id', '=', parameter('instanceId'))
        .as('next_due_at'),
      earlierDueAt(from as unknown as MessageScope).as('earlier_due_at'),
    ])

/** Chooses the message that goes first among those that may go: a walk in the order of their index that ends at once. */
export const firstReady =
  (parameter: Parameter<QueueHeadKey>) =>
  (from: ExpressionBuilder<Tables, never>): Expression<number | null> =>
    from
      .selectFrom('khabeer_messages as ready')
      .select('ready.id')
      .where(isReady('ready'))
      .where('ready.instance_id', '=', parameter('instanceId'))
      .orderBy('ready.lane')
      .orderBy('ready.id')
      .limit(1)
      .$asScalar()

/** A query that names a message `message`. */
export type MessageScope = ExpressionBuilder<Tables & { message: Tables['khabeer_messages'] }, 'message'>

/** When the first of the earlier messages to the recipient of `message` in its lane is due, which wait. */
export const earlierDueAt = (from: MessageScope) =>
  from
    .selectFrom('khabeer_messages as earlier')
    .select('earlier.next_attempt_at')
    .where(isParked('earlier'))
    .where(isNotScheduled('earlier'))
    .whereRef('earlier.instance_id', '=', 'message.instance_id')
    .whereRef('earlier.recipient', '=', 'message.recipient')
    .whereRef('earlier.lane', '=', 'message.lane')
    .whereRef('earlier.id', '<', 'message.id')
    .orderBy('earlier.id')
    .limit(1)

/** A row of {@link selectQueueHead}; every column of the message is null where there is none. */
export type QueueHeadRow = { readonly [Column in keyof MessageRow]: MessageRow[Column] | null } & {
  readonly is_disabled: number
  readonly time_zone: string
  readonly holds: string
  readonly sent_day: string | null
  readonly sent_today: number
  readonly first_contacts_today: number
  readonly linked_at: number | null
  readonly next_due_at: number | null
  readonly first_sent_at: number | null
  readonly last_sent_at: number | null
  readonly last_inbound_at: number | null
  readonly earlier_due_at: number | null
}

/** Converts a row. */
export const toQueueHead = (row: QueueHeadRow): QueueHead => ({
  isDisabled: row.is_disabled === 1,
  isPaused: row.paused_at !== null,
  state: {
    holds: toHolds(row.holds),
    sentDay: row.sent_day,
    sentToday: row.sent_today,
    firstContactsToday: row.first_contacts_today,
  },
  timeZone: row.time_zone,
  linkedAt: row.linked_at,
  nextDueAt: row.next_due_at,
  first: toFirst(row),
})

const toFirst = (row: QueueHeadRow): QueueHead['first'] => {
  if (row.id === null) return null
  // With its id, the whole message is there.
  const message = row as QueueHeadRow & MessageRow
  return { candidate: toCandidate(message), message: toMessageRecord(message) }
}

/** The columns that a candidate is made of. */
export interface CandidateRow {
  readonly id: number
  readonly lane: number
  readonly recipient: string
  readonly expires_at: number | null
  readonly first_sent_at: number | null
  readonly last_sent_at: number | null
  readonly last_inbound_at: number | null
  readonly earlier_due_at: number | null
}

/** Converts a row. */
export const toCandidate = (row: CandidateRow): Candidate => ({
  id: row.id,
  lane: row.lane,
  recipient: row.recipient,
  expiresAt: row.expires_at,
  firstSentAt: row.first_sent_at,
  lastSentAt: row.last_sent_at,
  lastInboundAt: row.last_inbound_at,
  earlierDueAt: row.earlier_due_at,
})
