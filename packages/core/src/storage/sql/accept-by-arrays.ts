import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { AcceptBatch, AcceptedMessage } from '../message-store.ts'
import type { UsagePeriods } from '../usage-period.ts'
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
    const ids = new Map(rows.map(({ no, ordinal, id }) => [`${no}:${ordinal}`, id]))
    return calls.map(({ batch }, no) => {
      const accepted = batch.messages.flatMap(({ waMessageId, recipient }, ordinal) => {
        const id = ids.get(`${no}:${ordinal}`)
        return id === undefined ? [] : [{ id, waMessageId, recipient }]
      })
      return accepted.length === batch.messages.length ? accepted : null
    })
  }
}

interface AcceptedRow {
  readonly no: number
  readonly ordinal: number
  readonly id: number
}

/** The calls and their messages, column by column. */
interface AcceptArrays {
  accountIds: readonly number[]
  instanceIds: readonly number[]
  timeZones: readonly string[]
  days: readonly string[]
  months: readonly string[]
  units: readonly number[]
  times: readonly number[]
  routes: readonly (string | null)[]
  keys: readonly (string | null)[]
  bodyHashes: readonly (string | null)[]
  messageNos: readonly number[]
  ordinals: readonly number[]
  waMessageIds: readonly string[]
  recipients: readonly string[]
  types: readonly string[]
  contents: readonly string[]
}

const toArrays = (calls: readonly WaitingCall[]): AcceptArrays => {
  const messages = calls.flatMap(({ batch }, no) =>
    batch.messages.map((message, ordinal) => ({ ...message, no: no + 1, ordinal })),
  )
  return {
    accountIds: calls.map(({ batch }) => batch.accountId),
    instanceIds: calls.map(({ batch }) => batch.instanceId),
    timeZones: calls.map(({ timeZone }) => timeZone),
    days: calls.map(({ periods }) => periods.day),
    months: calls.map(({ periods }) => periods.month),
    units: calls.map(({ batch }) => batch.messages.length),
    times: calls.map(({ batch }) => batch.at),
    routes: calls.map(({ batch }) => batch.idempotency?.route ?? null),
    keys: calls.map(({ batch }) => batch.idempotency?.key ?? null),
    bodyHashes: calls.map(({ batch }) => batch.idempotency?.bodyHash ?? null),
    messageNos: messages.map(({ no }) => no),
    ordinals: messages.map(({ ordinal }) => ordinal),
    waMessageIds: messages.map(({ waMessageId }) => waMessageId),
    recipients: messages.map(({ recipient }) => recipient),
    types: messages.map(({ type }) => type),
    contents: messages.map(({ content }) => JSON.stringify(content)),
  }
}

/**
 * `settings` make the statement's own transaction durable and patient only for a moment; they are evaluated before
 * anything is locked. `held` locks the counters that exist and so reads their latest values. A counter that does not exist
 * yet is locked by nobody: the last column divides by zero, and so undoes all, when two statements made the same one and
 * exceeded its limit together.
 */
const acceptStatement = (
  { table, groupLockTimeoutMs }: SqlContext,
  parameter: Parameter<AcceptArrays>,
) => sql<AcceptedRow>`
with settings as materialized (
  select set_config('lock_timeout', ${sql.lit(String(groupLockTimeoutMs))}, true), set_config('synchronous_commit', 'on', true)
),
call as materialized (
  select given.*, account.daily_messages, account.monthly_messages
  from settings
  cross join unnest(
    ${parameter('accountIds')}::bigint[], ${parameter('instanceIds')}::bigint[], ${parameter('timeZones')}::text[],
    ${parameter('days')}::text[], ${parameter('months')}::text[], ${parameter('units')}::bigint[],
    ${parameter('times')}::bigint[], ${parameter('routes')}::text[], ${parameter('keys')}::text[],
    ${parameter('bodyHashes')}::text[]
  ) with ordinality
    as given(account_id, instance_id, time_zone, day, month, units, at, route, key, body_hash, no)
  join ${table('khabeer_accounts')} account
    on account.id = given.account_id and account.is_disabled = 0 and account.time_zone = given.time_zone
  join ${table('khabeer_instances')} instance
    on instance.id = given.instance_id and instance.account_id = given.account_id and instance.deleted_at is null
  order by instance.id
  for key share of instance
),
wanted as (${unitsOf('call')}),
held as materialized (
  select counter.account_id, counter.kind, counter.period, counter.used
  from ${table('khabeer_usage')} counter join wanted using (account_id, kind, period)
  order by counter.account_id, counter.kind, counter.period
  for no key update of counter
),
over as (
  select wanted.account_id from wanted left join held using (account_id, kind, period)
  where coalesce(held.used, 0) + wanted.units > wanted.bound
),
fitting as materialized (
  select * from call where not exists (select from over where over.account_id = call.account_id)
),
message as materialized (
  select ordered.*, nextval((select pg_get_serial_sequence(${sql.lit(table.text('khabeer_messages'))}, 'id')::regclass)) as id
  from (
    select fitting.no, given.ordinal, fitting.account_id, fitting.instance_id, given.wa_message_id, given.recipient,
      given.type, given.content, fitting.day, fitting.month, fitting.at
    from unnest(
      ${parameter('messageNos')}::bigint[], ${parameter('ordinals')}::int[], ${parameter('waMessageIds')}::text[],
      ${parameter('recipients')}::text[], ${parameter('types')}::text[], ${parameter('contents')}::text[]
    ) as given(no, ordinal, wa_message_id, recipient, type, content)
    join fitting using (no)
    order by fitting.no, given.ordinal
    offset 0
  ) ordered
),
answer as (
  select no, json_agg(json_build_object('id', id, 'waMessageId', wa_message_id, 'recipient', recipient) order by ordinal)::text as answer
  from message group by no
),
answered as (
  insert into ${table('khabeer_idempotency')} (account_id, route, key, body_hash, answer, created_at)
  select fitting.account_id, fitting.route, fitting.key, fitting.body_hash, answer.answer, fitting.at
  from fitting join answer using (no) where fitting.key is not null
  order by fitting.account_id, fitting.route, fitting.key
  on conflict do nothing
  returning account_id, route, key
),
accepted as materialized (
  select fitting.* from fitting left join answered using (account_id, route, key)
  where fitting.key is null or answered.key is not null
),
counting as (${unitsOf('accepted')}),
counted as (
  insert into ${table('khabeer_usage')} as counter (account_id, kind, period, used)
  select account_id, kind, period, units from counting order by account_id, kind, period
  on conflict (account_id, kind, period) do update set used = counter.used + excluded.used
  returning account_id, kind, period, used
),
stored as (
  insert into ${table('khabeer_messages')}
    (id, account_id, instance_id, wa_message_id, recipient, type, content, status, day, month, queued_at)
  select message.id, message.account_id, message.instance_id, message.wa_message_id, message.recipient, message.type,
    message.content, 'queued', message.day, message.month, message.at
  from message join accepted using (no) order by message.id
),
noted as (
  insert into ${table('khabeer_events')} (account_id, instance_id, message_id, status, at)
  select message.account_id, message.instance_id, message.id, 'queued', message.at
  from message join accepted using (no) order by message.id
)
select (message.no - 1)::int as no, message.ordinal, message.id,
  1 / (
    select case when count(*) = 0 then 1 else 0 end
    from counted join counting using (account_id, kind, period) where counted.used > counting.bound
  ) as fits
from message join accepted using (no)`

/** What calls take of each counter, and how far it may go; a missing limit bounds nothing. */
const unitsOf = (calls: 'call' | 'accepted'): RawBuilder<unknown> => sql`
  select account_id, kind, period, sum(units)::bigint as units, min(bound) as bound
  from (
    select account_id, 'day' as kind, day as period, units, daily_messages as bound from ${sql.raw(calls)}
    union all
    select account_id, 'month', month, units, monthly_messages from ${sql.raw(calls)}
  ) taken
  group by account_id, kind, period`
