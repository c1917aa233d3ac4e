import type { Kysely, RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import { firstHold } from '../../pacing/held-reasons.ts'
import type { InstanceStatus } from '../instance-record.ts'
import type { MessageContent, MessageRecord, MessageStatus, MessageType } from '../message-record.ts'
import { toHolds } from './instance-rows.ts'
import { toPriority } from './lanes.ts'
import type { Tables } from './schema.ts'

/** A message as read together with what may hold it. */
export interface MessageRow {
  readonly id: number
  readonly account_id: number
  readonly instance_id: number
  readonly wa_message_id: string
  readonly recipient: string
  readonly type: MessageType
  readonly content: string
  readonly status: MessageStatus
  readonly lane: number
  readonly error: string | null
  readonly error_code: string | null
  readonly held_reason: string | null
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly send_at: number | null
  readonly expires_at: number | null
  readonly retry_of: number | null
  readonly address: string | null
  readonly day: string
  readonly month: string
  readonly queued_at: number
  readonly sending_at: number | null
  readonly sent_at: number | null
  readonly delivered_at: number | null
  readonly read_at: number | null
  readonly played_at: number | null
  readonly ended_at: number | null
  readonly is_disabled: number | null
  readonly instance_status: InstanceStatus | null
  readonly paused_at: number | null
  readonly holds: string | null
}

/** The columns of the message itself in a query that names it `message`. */
export const messageColumns = [
  'message.id',
  'message.account_id',
  'message.instance_id',
  'message.wa_message_id',
  'message.recipient',
  'message.type',
  'message.content',
  'message.status',
  'message.lane',
  'message.error',
  'message.error_code',
  'message.held_reason',
  'message.attempts',
  'message.next_attempt_at',
  'message.send_at',
  'message.expires_at',
  'message.retry_of',
  'message.address',
  'message.day',
  'message.month',
  'message.queued_at',
  'message.sending_at',
  'message.sent_at',
  'message.delivered_at',
  'message.read_at',
  'message.played_at',
  'message.ended_at',
] as const

/** The columns of what stands around a message, in a query that names its instance and its account. */
export const surroundingColumns = [
  'account.is_disabled',
  'instance.status as instance_status',
  'instance.paused_at',
  'instance.holds',
] as const

/** Begins a query of {@link MessageRow}s; an instance that was purged is missing beside its messages. */
export const selectMessages = (db: Kysely<Tables>) =>
  db
    .selectFrom('khabeer_messages as message')
    .leftJoin('khabeer_instances as instance', 'instance.id', 'message.instance_id')
    .leftJoin('khabeer_accounts as account', 'account.id', 'message.account_id')
    .select([...messageColumns, ...surroundingColumns])

/** Compares a status with a literal: a bound value would keep the planner from the partial index of that status. */
export const isStatus = (column: string, status: 'queued' | 'sending'): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} = ${sql.lit(status)}`

/** Holds for a queued message that may go, as the index of those has it. */
export const isReady = (message: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(`${message}.status`)} = 'queued' and ${sql.ref(`${message}.next_attempt_at`)} is null`

/** Holds for a queued message that waits, as the indexes of those have it. */
export const isParked = (message: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(`${message}.status`)} = 'queued' and ${sql.ref(`${message}.next_attempt_at`)} is not null`

/** Holds for a message that others to its recipient wait behind, as the index of those has it. */
export const isNotScheduled = (message: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(`${message}.held_reason`)} <> 'scheduled'`

/** Converts a row. */
export const toMessageRecord = (row: MessageRow): MessageRecord => ({
  id: row.id,
  accountId: row.account_id,
  instanceId: row.instance_id,
  waMessageId: row.wa_message_id,
  recipient: row.recipient,
  type: row.type,
  // Written by accept, from checked input.
  content: JSON.parse(row.content) as MessageContent,
  status: row.status,
  error: row.error,
  errorCode: row.error_code,
  heldReason: toHeldReason(row),
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  priority: toPriority(row.lane),
  sendAt: row.send_at,
  expiresAt: row.expires_at,
  retryOf: row.retry_of,
  address: row.address,
  queuedAt: row.queued_at,
  sendingAt: row.sending_at,
  sentAt: row.sent_at,
  deliveredAt: row.delivered_at,
  readAt: row.read_at,
  playedAt: row.played_at,
  endedAt: row.ended_at,
})

const toHeldReason = (row: MessageRow): string | null => {
  if (row.status !== 'queued') return null
  if (row.is_disabled === 1) return 'account_disabled'
  if (row.instance_status !== null && !isOnline(row.instance_status)) return `instance_${row.instance_status}`
  if (row.paused_at !== null) return 'paused'
  // What has ended is taken away by the instance's owner, who is there where the instance is online.
  return firstHold(toHolds(row.holds ?? '[]'), 0)?.reason ?? row.held_reason
}

const isOnline = (status: InstanceStatus): boolean => status === 'connected' || status === 'restricted'
