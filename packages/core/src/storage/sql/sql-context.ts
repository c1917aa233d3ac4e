import type { Compilable, InsertQueryBuilder, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { LocalMinutes } from '../../pacing/local-minutes.ts'
import { createLocalMinutes } from '../../pacing/local-minutes.ts'
import type { UsageCalendar } from '../usage-period.ts'
import { createUsageCalendar } from '../usage-period.ts'
import type { Prepare } from './prepared-query.ts'
import { createPrepare } from './prepared-query.ts'
import type { Tables } from './schema.ts'
import type { SqlDriver } from './sql-driver.ts'

/** A query that a locking clause can end. */
interface Lockable {
  modifyEnd(clause: RawBuilder<unknown>): unknown
}

/** Names tables as the database knows them. */
export interface TableNames {
  (name: keyof Tables): RawBuilder<unknown>
  /** The same as a text, for functions that take a table's name. */
  text(name: keyof Tables): string
}

/** What every program of one storage is built from. */
export interface SqlContext {
  readonly driver: SqlDriver
  readonly prepare: Prepare
  readonly calendar: UsageCalendar
  readonly localMinutes: LocalMinutes
  /** The time of the database's clock in epoch ms. */
  readonly databaseNow: RawBuilder<number>
  /** Names a table in a statement that is written as text. */
  readonly table: TableNames
  /** How long a statement that accepts for many waits for what another transaction holds. */
  readonly groupLockTimeoutMs: number
  /** Locks the rows that a transaction decides upon and will change, where the database needs that. */
  lockRows<Query extends Lockable>(query: Query): Query
  /** The same for the messages of a query that joins what stands around them. */
  lockMessages<Query extends Lockable>(query: Query): Query
  /** The same, and passes over those that somebody else works on. */
  lockFreeMessages<Query extends Lockable>(query: Query): Query
  /** The same for the instance of a query that joins what stands around it. */
  lockInstance<Query extends Lockable>(query: Query): Query
  /** Locks rows that are about to end: it also waits for everybody who holds them. */
  lockRowsToEnd<Query extends Lockable>(query: Query): Query
  /** Keeps rows from ending before the transaction does, and lets their other columns change. */
  holdRow<Query extends Lockable>(query: Query): Query
  /** Locks rows, and passes over those that somebody else works on. */
  lockFreeRows<Query extends Lockable>(query: Query): Query
  /** Makes an insert give its row's id, in whichever way costs the database least. */
  insertedId<Result>(query: InsertQueryBuilder<Tables, 'khabeer_messages', Result>): Compilable<unknown>
}

/** Builds the context for a driver. */
export const createSqlContext = (driver: SqlDriver): SqlContext => {
  const { locksRows, tellsInsertedId } = driver.capabilities
  const ending =
    (clause: string) =>
    <Query extends Lockable>(query: Query): Query =>
      // Kysely gives a query of the same type back.
      locksRows ? (query.modifyEnd(sql.raw(clause)) as Query) : query

  return {
    driver,
    prepare: createPrepare(driver.dialect),
    calendar: createUsageCalendar(),
    localMinutes: createLocalMinutes(),
    databaseNow: sql.raw<number>(driver.dialect.now),
    table: tableNames(driver.dialect.schema),
    groupLockTimeoutMs: 250,
    lockRows: ending('for no key update'),
    lockMessages: ending('for no key update of message'),
    lockFreeMessages: ending('for no key update of message skip locked'),
    lockInstance: ending('for no key update of instance'),
    lockRowsToEnd: ending('for update'),
    holdRow: ending('for key share'),
    lockFreeRows: ending('for update skip locked'),
    insertedId: (query) => (tellsInsertedId ? query : query.returning('id')),
  }
}

const tableNames = (schema: string | undefined): TableNames => {
  const path = (name: string): readonly string[] => (schema === undefined ? [name] : [schema, name])
  return Object.assign((name: keyof Tables) => sql.id(...path(name)), {
    text: (name: keyof Tables) =>
      path(name)
        .map((part) => `"${part}"`)
        .join('.'),
  })
}
