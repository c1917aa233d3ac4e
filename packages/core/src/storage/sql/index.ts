// One copy of Kysely: a storage package takes what it needs of it from here.
export {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteDialect,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
export type { Signal, Signals } from '../signals.ts'
export type { Storage } from '../storage.ts'
export type { StorageErrorCode } from '../storage-error.ts'
export { isStorageError, StorageError } from '../storage-error.ts'
export type { SqlColumnTypes } from './column-types.ts'
export type { HostConnection, HostOutcome, HostRow } from './host-transaction.ts'
export { runInHostTransaction, withinSavepoint } from './host-transaction.ts'
export type { KyselyTransaction } from './kysely-transaction.ts'
export { isKyselyTransaction, kyselyConnection } from './kysely-transaction.ts'
export type { SchemaAge } from './migrate.ts'
export { migrateSql, migrationTable, schemaAge } from './migrate.ts'
export type { PreparedQuery, SqlDialect, SqlValue } from './prepared-query.ts'
export type { SqlProgram, SqlStep } from './program.ts'
export type { SqlCapabilities, SqlDriver, SqlOwnership } from './sql-driver.ts'
export { sqlStorage } from './sql-storage.ts'
export type { Turns } from './turns.ts'
export { createTurns } from './turns.ts'
