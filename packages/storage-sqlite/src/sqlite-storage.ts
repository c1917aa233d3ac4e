import type { Storage } from '@khabeer/core/sql'
import { sqlStorage } from '@khabeer/core/sql'
import type { SqliteStorageOptions } from './options.ts'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

/**
 * Keeps everything in one SQLite file: WAL, `synchronous=FULL`, and writes that wait together committed together.
 * Several processes may use the file at once; one of them owns the numbers.
 *
 * @example
 * ```ts
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 *
 * const storage = sqliteStorage({ file: './khabeer.db' })
 * await storage.migrate()
 * await storage.close()
 * ```
 */
export const sqliteStorage = (options: SqliteStorageOptions): Storage =>
  sqlStorage(createSqliteDriver(resolveOptions(options)))
