import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { AcceptBatch, AcceptedMessage } from '../message-store.ts'
import type { UsagePeriods } from '../usage-period.ts'
import { toLane } from './lanes.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** One call that waits to be accepted, with the periods it would count in. */
export interface WaitingCall {
  readonly batch: AcceptBatch
  /** The account's time zone, by which the periods were told. */
  readonly timeZone: string
  readonly periods: UsagePeriods
}

/**
 * Builds the program that accepts many calls with one statement. It gives, for each call, its messages, or null where the
 * call was not accepted as it stands: something about it is special (a full quota, a key that came before, a missing
 * instance, a changed time zone), nothing of it was stored, and `messages.accept` decides about it by itself. It throws
 * when two of these statements met in the first message of a period.
 *
 * The order of locks is that of every accept: the instances, then the account's day, then its month, then its keys.
 */
export const createAcceptByArrays = (
  context: SqlContext,
): ((calls: readonly WaitingCall[]) => SqlProgram<readonly (readonly AcceptedMessage[] | null)[]>) => {
  const acceptAll = context.prepare((db, parameter: Parameter<AcceptArrays>) => ({
    compile: () => acceptStatement(context, parameter).compile(db),
  }))

  return function* (calls) {
    const rows: readonly AcceptedRow[] = yield* all(acceptAll, toArrays(calls))
    const ids = new Map(rows.map(({ position, id }) => [position, id]))
    let position = 0
    return calls.map(({ batch }) => {
      const accepted = batch.messages.flatMap(({ waMessageId, recipient }) => {
        position += 1
        const id = ids.get(position)
        return id === undefined ? [] : [{ id, waMessageId, recipient }]
      })
      return accepted.length === batch.messages.length ? accepted : null
    })
  }
}

interface AcceptedRow {
  /** Which of all messages it is, the first being 1. */
  readonly position: number
  readonly id: number
}

/** The messages of all calls, column by column; what belongs to the call stands beside each of its messages. */
interface AcceptArrays {
  accountIds: readonly number[]
  instanceIds: readonly number[]
  timeZones: readonly string[]
  days: readonly string[]
  months: readonly string[]
  times: readonly number[]
  routes: readonly (string | null)[]
  keys: readonly (string | null)[]
  bodyHashes: readonly (string | null)[]
  waMessageIds: readonly string[]
  recipients: readonly string[]
  types: readonly string[]
  contents: readonly string[]
  lanes: readonly number[]
  sendTimes: readonly (number | null)[]
  expiryTimes: readonly (number | null)[]
  retriedIds: readonly (number | null)[]
}

const toArrays = (calls: readonly WaitingCall[]): AcceptArrays => {
  const messages = calls.flatMap((call) => call.batch.messages.map((message) => ({ call, message })))
  return {
    accountIds: messages.map(({ call }) => call.batch.accountId),
    instanceIds: messages.map(({ call }) => call.batch.instanceId),
    timeZones: messages.map(({ call }) => call.timeZone),
    days: messages.map(({ call }) => call.periods.day),
    months: messages.map(({ call }) => call.periods.month),
    times: messages.map(({ call }) => call.batch.at),
    routes: messages.map(({ call }) => call.batch.idempotency?.route ?? null),
    keys: messages.map(({ call }) => call.batch.idempotency?.key ?? null),
    bodyHashes: messages.map(({ call }) => call.batch.idempotency?.bodyHash ?? null),
    waMessageIds: messages.map(({ message }) => message.waMessageId),
    recipients: messages.map(({ message }) => message.recipient),
    types: messages.map(({ message }) => message.type),
    contents: messages.map(({ message }) => JSON.stringify(message.content)),
    lanes: messages.map(({ message }) => toLane(message.priority ?? 'normal')),
    sendTimes: messages.map(({ message }) => message.sendAt ?? null),
    expiryTimes: messages.map(({ message }) => message.expiresAt ?? null),
    retriedIds: messages.map(({ message }) => message.retryOf ?? null),
  }
}

/**
 * `settings` make the statement's own transaction durable and patient only for a moment; they are evaluated before
 * anything is locked. `held` locks the counters that exist and so reads their latest values. A counter that does not exist
 * yet is locked by nobody: the last column divides by zero, and so undoes all, when two statements made the same one and
 * exceeded its limit together.
 *
 * Nothing is joined by rows of the arrays: the planner takes them for a few, and would walk all of one side for each of
 * the other. `in` and `not in`, where they cannot become joins, look up in a table of hashes however many there are.
 */
const acceptStatement = (
  { table, groupLockTimeoutMs }: SqlContext,
  parameter: Parameter<AcceptArrays>,
) => sql<AcceptedRow>`
with settings as materialized (
  select set_config('lock_timeout', ${sql.lit(String(groupLockTimeoutMs))}, true), set_config('synchronous_commit', 'on', true)
),
message as materialized (
  select given.*, account.daily_messages, account.monthly_messages
  from settings
  cross join unnest(
    ${parameter('accountIds')}::bigint[], ${parameter('instanceIds')}::bigint[], ${parameter('timeZones')}::text[],
    ${parameter('days')}::text[], ${parameter('months')}::text[], ${parameter('times')}::bigint[],
    ${parameter('routes')}::text[], ${parameter('keys')}::text[], ${parameter('bodyHashes')}::text[],
    ${parameter('waMessageIds')}::text[], ${parameter('recipients')}::text[], ${parameter('types')}::text[],
    ${parameter('contents')}::text[], ${parameter('lanes')}::int[], ${parameter('sendTimes')}::bigint[],
    ${parameter('expiryTimes')}::bigint[], ${parameter('retriedIds')}::bigint[]
  ) with ordinality
    as given(
      account_id, instance_id, time_zone, day, month, at, route, key, body_hash, wa_message_id, recipient, type, content,
      lane, send_at, expires_at, retry_of, position
    )
  join ${table('khabeer_accounts')} account
    on account.id = given.account_id and account.is_disabled = 0 and account.time_zone = given.time_zone
  join ${table('khabeer_instances')} instance
    on instance.id = given.instance_id and instance.account_id = given.account_id and instance.deleted_at is null
  order by instance.id
  for key share of instance
),
wanted as materialized (${unitsOf('message')}),
held as materialized (
  select counter.account_id, counter.used + wanted.units > wanted.bound as is_over
  from ${table('khabeer_usage')} counter join wanted using (account_id, kind, period)
  order by counter.account_id, counter.kind, counter.period
  for no key update of counter
),
fitting as materialized (
  select ordered.*, nextval((select pg_get_serial_sequence(${sql.lit(table.text('khabeer_messages'))}, 'id')::regclass)) as id
  from (
    select * from message
    where account_id not in (select account_id from held where is_over)
      and account_id not in (select account_id from wanted where units > bound)
    order by position
    offset 0
  ) ordered
),
answered as (
  insert into ${table('khabeer_idempotency')} (account_id, route, key, body_hash, answer, created_at)
  select account_id, route, key, body_hash,
    json_agg(json_build_object('id', id, 'waMessageId', wa_message_id, 'recipient', recipient) order by position)::text, at
  from fitting where key is not null
  group by account_id, route, key, body_hash, at
  order by account_id, route, key
  on conflict do nothing
  returning account_id, route, key
),
accepted as materialized (
  select * from fitting
  where key is null or (account_id, route, key) in (select account_id, route, key from answered)
),
counting as materialized (${unitsOf('accepted')}),
counted as (
  insert into ${table('khabeer_usage')} as counter (account_id, kind, period, used)
  select account_id, kind, period, units from counting order by account_id, kind, period
  on conflict (account_id, kind, period) do update set used = counter.used + excluded.used
  returning account_id, kind, period, used
),
stored as (
  insert into ${table('khabeer_messages')}
    (
      id, account_id, instance_id, wa_message_id, recipient, type, content, status, lane, send_at, expires_at, retry_of,
      next_attempt_at, held_reason, day, month, queued_at
    )
  select id, account_id, instance_id, wa_message_id, recipient, type, content, 'queued', lane, send_at, expires_at, retry_of,
    send_at, case when send_at is not null then 'scheduled' end, day, month, at
  from accepted order by id
),
noted as (
  insert into ${table('khabeer_events')} (account_id, instance_id, message_id, status, at)
  select account_id, instance_id, id, 'queued', at from accepted order by id
)
select position::int as position, id,
  1 / (
    select case when count(*) = 0 then 1 else 0 end
    from counted join counting using (account_id, kind, period) where counted.used > counting.bound
  ) as fits
from accepted`

/** What messages take of each counter, and how far it may go; a missing limit bounds nothing. */
const unitsOf = (messages: 'message' | 'accepted'): RawBuilder<unknown> => sql`
  select account_id, 'day' as kind, day as period, count(*) as units, min(daily_messages) as bound
  from ${sql.raw(messages)} group by account_id, day
  union all
  select account_id, 'month', month, count(*), min(monthly_messages) from ${sql.raw(messages)} group by account_id, month`
