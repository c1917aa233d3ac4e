import type { Storage } from '@khabeer/core/sql'
import { sqlStorage } from '@khabeer/core/sql'
import type { PostgresStorageOptions } from './options.ts'
import { createPostgresDriver } from './postgres-driver.ts'
import { resolveOptions } from './resolve-options.ts'

/**
 * Keeps everything in PostgreSQL, for any number of processes that share the numbers: each number is owned by one of them
 * at a time. Accepts that wait together are one statement.
 *
 * @example
 * ```ts
 * import { postgresStorage } from '@khabeer/storage-postgres'
 *
 * const storage = postgresStorage({ connectionString: 'postgres://khabeer@localhost/khabeer' })
 * await storage.migrate()
 * await storage.close()
 * ```
 */
export const postgresStorage = (options: PostgresStorageOptions): Storage =>
  sqlStorage(createPostgresDriver(resolveOptions(options)))
