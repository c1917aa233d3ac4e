import type { Compilable, InsertQueryBuilder, SelectQueryBuilder } from 'kysely'
import type { UsageCalendar } from '../usage-period.ts'
import { createUsageCalendar } from '../usage-period.ts'
import type { Prepare } from './prepared-query.ts'
import { createPrepare } from './prepared-query.ts'
import type { Tables } from './schema.ts'
import type { SqlDriver } from './sql-driver.ts'

/** What every program of one storage is built from. */
export interface SqlContext {
  readonly driver: SqlDriver
  readonly prepare: Prepare
  readonly calendar: UsageCalendar
  /** Locks the rows that a transaction decides upon, where the database needs that. */
  lockRows<From extends keyof Tables, Row>(
    query: SelectQueryBuilder<Tables, From, Row>,
  ): SelectQueryBuilder<Tables, From, Row>
  /** Makes an insert give its row's id, in whichever way costs the database least. */
  insertedId<Result>(query: InsertQueryBuilder<Tables, 'khabeer_messages', Result>): Compilable<unknown>
}

/** Builds the context for a driver. */
export const createSqlContext = (driver: SqlDriver): SqlContext => ({
  driver,
  prepare: createPrepare(driver.dialect),
  calendar: createUsageCalendar(),
  lockRows: (query) => (driver.capabilities.locksRows ? query.forUpdate() : query),
  insertedId: (query) => (driver.capabilities.tellsInsertedId ? query : query.returning('id')),
})
