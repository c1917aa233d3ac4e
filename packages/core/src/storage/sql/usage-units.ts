import { sql } from 'kysely'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import type { UsageTable } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/** One counter of one account. */
export interface UsagePeriod {
  readonly accountId: number
  readonly kind: UsageTable['kind']
  readonly period: string
}

/** The steps that count messages. */
export interface UsageUnits {
  read(period: UsagePeriod): SqlProgram<number>
  /** Counts `units` if `used + units <= limit`; gives whether it did. */
  take(period: UsagePeriod, units: number, limit: number | null): SqlProgram<boolean>
  giveBack(period: UsagePeriod, units: number): SqlProgram<void>
}

/** Builds the steps that count messages. */
export const createUsageUnits = ({ prepare }: SqlContext): UsageUnits => {
  const readUsed = prepare((db, parameter: Parameter<UsagePeriod>) =>
    db
      .selectFrom('khabeer_usage')
      .select('used')
      .where('account_id', '=', parameter('accountId'))
      .where('kind', '=', parameter('kind'))
      .where('period', '=', parameter('period')),
  )
  // The comparison is part of the write, so that no two callers can pass it together.
  const takeUnits = prepare((db, parameter: Parameter<UsagePeriod & { units: number; limit: number }>) =>
    db
      .insertInto('khabeer_usage')
      .values({
        account_id: parameter('accountId'),
        kind: parameter('kind'),
        period: parameter('period'),
        used: parameter('units'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'kind', 'period'])
          .doUpdateSet({ used: sql`khabeer_usage.used + excluded.used` })
          .where(sql<number>`khabeer_usage.used + excluded.used`, '<=', parameter('limit')),
      ),
  )
  const giveUnitsBack = prepare((db, parameter: Parameter<UsagePeriod & { units: number }>) =>
    db
      .updateTable('khabeer_usage')
      .set({ used: sql`used - ${parameter('units')}` })
      .where('account_id', '=', parameter('accountId'))
      .where('kind', '=', parameter('kind'))
      .where('period', '=', parameter('period')),
  )

  return {
    read: function* (period) {
      const row = yield* one(readUsed, period)
      return row?.used ?? 0
    },
    take: function* ({ accountId, kind, period }, units, limit) {
      // The first message of a period inserts its counter, which no comparison guards.
      if (limit !== null && units > limit) return false
      const bound = limit ?? Number.MAX_SAFE_INTEGER
      return (yield* run(takeUnits, { accountId, kind, period, units, limit: bound })) === 1
    },
    giveBack: function* ({ accountId, kind, period }, units) {
      yield* run(giveUnitsBack, { accountId, kind, period, units })
    },
  }
}
