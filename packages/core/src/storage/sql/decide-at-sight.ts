import { sql } from 'kysely'
import type { AcceptBatch, AcceptOutcome } from '../message-store.ts'
import type { WaitingCall } from './accept-by-arrays.ts'
import { idempotencyMs, toRepeatedOutcome } from './earlier-answer.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { QuotaRoom } from './quota-room.ts'
import { hasRoom, toQuotaRefusal } from './quota-room.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * Builds the program that looks at what calls of one account in the same periods would meet, all at one moment and
 * nothing locked, and gives the outcome of each that stores nothing; null for those that may be accepted. Null in all when
 * the account is not as it was known. So an account that goes on asking for more than it may have costs next to nothing.
 */
export const createDecideAtSight = (
  context: SqlContext,
): ((calls: readonly WaitingCall[]) => SqlProgram<readonly (AcceptOutcome | null)[] | null>) => {
  const look = context.prepare((db, parameter: Parameter<Question>) => ({
    compile: () => lookStatement(context, parameter).compile(db),
  }))

  return function* (calls) {
    const [first] = calls
    if (first === undefined) return []
    const { batch, timeZone, periods } = first
    const sights: readonly Sight[] = yield* all(look, {
      accountId: batch.accountId,
      timeZone,
      day: periods.day,
      month: periods.month,
      instanceIds: calls.map((call) => call.batch.instanceId),
      routes: calls.map((call) => call.batch.idempotency?.route ?? null),
      keys: calls.map((call) => call.batch.idempotency?.key ?? null),
    })
    if (sights.length === 0) return null
    const byNo = new Map(sights.map((sight) => [sight.no, sight]))
    return calls.map((call, no) => {
      const sight = byNo.get(no)
      return sight === undefined ? null : toOutcome(call, sight)
    })
  }
}

interface Question {
  accountId: number
  timeZone: string
  day: string
  month: string
  instanceIds: readonly number[]
  routes: readonly (string | null)[]
  keys: readonly (string | null)[]
}

interface Sight extends QuotaRoom {
  readonly no: number
  readonly isDisabled: number
  readonly isInstanceMissing: boolean
  readonly answeredAt: number | null
  readonly body_hash: string
  readonly answer: string
}

/** The same, in the same order, as an accept finds out step by step. */
const toOutcome = ({ batch, periods }: WaitingCall, sight: Sight): AcceptOutcome | null => {
  const { idempotency, messages } = batch
  if (idempotency !== undefined && sight.answeredAt !== null) {
    return isKept(sight.answeredAt, batch) ? toRepeatedOutcome(sight, idempotency.bodyHash) : null
  }
  if (sight.isDisabled === 1) return { kind: 'account_disabled' }
  if (sight.isInstanceMissing) return { kind: 'instance_not_found' }
  return hasRoom(sight, messages.length) ? null : toQuotaRefusal(sight, messages.length, periods)
}

const isKept = (answeredAt: number, { at }: AcceptBatch): boolean => answeredAt > at - idempotencyMs

const lookStatement = ({ table }: SqlContext, parameter: Parameter<Question>) => sql<Sight>`
select (given.no - 1)::int as no, account.is_disabled as "isDisabled", instance.id is null as "isInstanceMissing",
  earlier.created_at as "answeredAt", earlier.body_hash, earlier.answer,
  account.daily_messages as daily, account.monthly_messages as monthly,
  coalesce(day.used, 0) as "usedOfDay", coalesce(month.used, 0) as "usedOfMonth"
from unnest(${parameter('instanceIds')}::bigint[], ${parameter('routes')}::text[], ${parameter('keys')}::text[])
  with ordinality as given(instance_id, route, key, no)
join ${table('khabeer_accounts')} account
  on account.id = ${parameter('accountId')}::bigint and account.time_zone = ${parameter('timeZone')}::text
left join ${table('khabeer_instances')} instance
  on instance.id = given.instance_id and instance.account_id = account.id and instance.deleted_at is null
left join ${table('khabeer_idempotency')} earlier
  on earlier.account_id = account.id and earlier.route = given.route and earlier.key = given.key
left join ${table('khabeer_usage')} day
  on day.account_id = account.id and day.kind = 'day' and day.period = ${parameter('day')}::text
left join ${table('khabeer_usage')} month
  on month.account_id = account.id and month.kind = 'month' and month.period = ${parameter('month')}::text`
