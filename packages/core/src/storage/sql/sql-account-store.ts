import type { Selectable } from 'kysely'
import type { AccountRecord, Plan } from '../account-record.ts'
import type { AccountStore } from '../account-store.ts'
import type { Parameter } from './prepared-query.ts'
import { all, one } from './program.ts'
import type { AccountsTable } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/** An account as read. */
export type AccountRow = Selectable<AccountsTable>

/** Builds the account store of a driver. */
export const createAccountStore = (context: SqlContext): AccountStore => {
  const { driver } = context
  const queries = createQueries(context)

  return {
    create: async ({ name, plan, timeZone, at }) => {
      const row = await driver.write(() => one(queries.insert, { ...toPlanColumns(plan), name, timeZone, at }))
      if (row === undefined) return null
      driver.publish({ kind: 'accounts' })
      return toAccountRecord(row)
    },
    list: ({ after = 0, limit = Number.MAX_SAFE_INTEGER } = {}) =>
      driver.read(function* () {
        const rows = yield* all(queries.list, { after, limit })
        return rows.map(toAccountRecord)
      }),
    get: (accountId) =>
      driver.read(function* () {
        const row = yield* one(queries.get, { accountId })
        return row === undefined ? null : toAccountRecord(row)
      }),
    findByName: (name) =>
      driver.read(function* () {
        const row = yield* one(queries.findByName, { name })
        return row === undefined ? null : toAccountRecord(row)
      }),
    update: async (accountId, patch) => {
      const updated = await driver.write(function* () {
        const row = yield* one(queries.lock, { accountId })
        if (row === undefined) return undefined
        const before = toAccountRecord(row)
        return yield* one(queries.update, {
          ...toPlanColumns({ ...before.plan, ...givenOf(patch.plan ?? {}) }),
          accountId,
          name: patch.name ?? before.name,
          timeZone: patch.timeZone ?? before.timeZone,
          isDisabled: (patch.isDisabled ?? before.isDisabled) ? 1 : 0,
        })
      })
      if (updated === undefined) return null
      driver.publish({ kind: 'accounts' })
      return toAccountRecord(updated)
    },
  }
}

/** Converts a row. */
export const toAccountRecord = (row: AccountRow): AccountRecord => ({
  id: row.id,
  name: row.name,
  plan: toPlan(row),
  timeZone: row.time_zone,
  isDisabled: row.is_disabled === 1,
  createdAt: row.created_at,
})

const toPlan = (row: AccountRow): Plan => ({
  monthlyMessages: row.monthly_messages,
  dailyMessages: row.daily_messages,
  instances: row.instances,
})

const toPlanColumns = (plan: Plan): PlanColumns => ({
  monthly: plan.monthlyMessages,
  daily: plan.dailyMessages,
  instances: plan.instances,
})

const givenOf = (plan: Partial<Plan>): Partial<Plan> =>
  Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined))

interface PlanColumns {
  monthly: number | null
  daily: number | null
  instances: number | null
}

const createQueries = ({ prepare, lockRows }: SqlContext) => ({
  insert: prepare((db, parameter: Parameter<PlanColumns & { name: string; timeZone: string; at: number }>) =>
    db
      .insertInto('khabeer_accounts')
      .values({
        name: parameter('name'),
        monthly_messages: parameter('monthly'),
        daily_messages: parameter('daily'),
        instances: parameter('instances'),
        time_zone: parameter('timeZone'),
        created_at: parameter('at'),
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returningAll(),
  ),
  list: prepare((db, parameter: Parameter<{ after: number; limit: number }>) =>
    db
      .selectFrom('khabeer_accounts')
      .selectAll()
      .where('id', '>', parameter('after'))
      .orderBy('id')
      .limit(parameter('limit')),
  ),
  get: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db.selectFrom('khabeer_accounts').selectAll().where('id', '=', parameter('accountId')),
  ),
  lock: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    lockRows(db.selectFrom('khabeer_accounts').selectAll().where('id', '=', parameter('accountId'))),
  ),
  findByName: prepare((db, parameter: Parameter<{ name: string }>) =>
    db.selectFrom('khabeer_accounts').selectAll().where('name', '=', parameter('name')),
  ),
  update: prepare(
    (
      db,
      parameter: Parameter<PlanColumns & { accountId: number; name: string; timeZone: string; isDisabled: number }>,
    ) =>
      db
        .updateTable('khabeer_accounts')
        .set({
          name: parameter('name'),
          monthly_messages: parameter('monthly'),
          daily_messages: parameter('daily'),
          instances: parameter('instances'),
          time_zone: parameter('timeZone'),
          is_disabled: parameter('isDisabled'),
        })
        .where('id', '=', parameter('accountId'))
        .returningAll(),
  ),
})
