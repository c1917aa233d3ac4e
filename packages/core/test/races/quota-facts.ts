import type { Storage } from '@khabeer/core/sql'
import type { Place } from './place.ts'
import type { CallOutcome, StorageCall } from './racers.ts'

/** A call of `messages.accept`, as the storage takes it. */
export type Batch = Parameters<Storage['messages']['accept']>[0]
/** What it answers. */
export type Answer = Awaited<ReturnType<Storage['messages']['accept']>>

/** How many messages something took of one period. */
export interface UnitsOfPeriod {
  readonly accountId: number
  readonly kind: 'day' | 'month'
  readonly period: string
  readonly units: number
}

/** An account with its limits; null where there is none. */
export interface LimitedAccount {
  readonly accountId: number
  readonly day: number | null
  readonly month: number | null
  readonly timeZone: string
}

/** What an attempt to send asked for and was told. */
export interface Attempt {
  readonly batch: Batch
  /** Null when it threw. */
  readonly answer: Answer | null
}

/** What can be seen of a race for a quota after it. */
export interface QuotaFacts {
  readonly accounts: readonly LimitedAccount[]
  readonly counters: readonly UnitsOfPeriod[]
  /** The messages that are there and have not given their unit back. */
  readonly rows: readonly UnitsOfPeriod[]
  /** The id of every message that is there. */
  readonly storedIds: readonly number[]
  readonly attempts: readonly Attempt[]
}

// Whatever ended before it was ever `sending` gave its unit back.
const isCounted = `status <> 'cancelled' and not (status = 'failed' and sending_at is null)`

/** Reads what the tables hold, beside what was tried. */
export const readQuotaFacts = async (place: Place, attempts: readonly Attempt[]): Promise<QuotaFacts> => ({
  accounts: await place.query<LimitedAccount>(
    `select cast(id as integer) as "accountId", cast(daily_messages as integer) as day,
      cast(monthly_messages as integer) as month, time_zone as "timeZone" from khabeer_accounts`,
  ),
  counters: await place.query<UnitsOfPeriod>(
    `select cast(account_id as integer) as "accountId", kind, period, cast(used as integer) as units
      from khabeer_usage where used <> 0`,
  ),
  rows: await place.query<UnitsOfPeriod>(
    `select cast(account_id as integer) as "accountId", 'day' as kind, day as period, cast(count(*) as integer) as units
      from khabeer_messages where ${isCounted} group by account_id, day
    union all
    select cast(account_id as integer), 'month', month, cast(count(*) as integer)
      from khabeer_messages where ${isCounted} group by account_id, month`,
  ),
  storedIds: (
    await place.query<{ readonly id: number }>('select cast(id as integer) as id from khabeer_messages order by id')
  ).map(({ id }) => id),
  attempts,
})

/** Pairs calls of `messages.accept` with what came of them. */
export const toAttempts = (
  calls: readonly (readonly StorageCall[])[],
  outcomes: readonly (readonly CallOutcome<Answer>[])[],
): readonly Attempt[] =>
  calls.flatMap((ofOne, process) =>
    ofOne.map(({ input }, index) => ({
      // What `acceptCall` put there.
      batch: input[0] as Batch,
      answer: outcomes[process]?.[index]?.value ?? null,
    })),
  )
