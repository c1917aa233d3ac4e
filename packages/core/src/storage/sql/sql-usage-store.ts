import type { UsageStore } from '../account-store.ts'
import type { Parameter } from './prepared-query.ts'
import { one } from './program.ts'
import { toAccountRecord } from './sql-account-store.ts'
import type { SqlContext } from './sql-context.ts'
import { createUsageUnits } from './usage-units.ts'

/** Builds the usage store of a driver. */
export const createUsageStore = (context: SqlContext): UsageStore => {
  const { driver, calendar } = context
  const units = createUsageUnits(context)
  const findAccount = context.prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db.selectFrom('khabeer_accounts').selectAll().where('id', '=', parameter('accountId')),
  )

  return {
    read: (accountId, at) =>
      driver.read(function* () {
        const row = yield* one(findAccount, { accountId })
        if (row === undefined) return null
        const { plan, timeZone } = toAccountRecord(row)
        const { day, month, dayEndsAt, monthEndsAt } = calendar.periodsAt(at, timeZone)
        const daily = yield* units.read({ accountId, kind: 'day', period: day })
        const monthly = yield* units.read({ accountId, kind: 'month', period: month })
        return { daily, monthly, plan, dayEndsAt, monthEndsAt }
      }),
  }
}
