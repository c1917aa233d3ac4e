import type { Kysely } from 'kysely'
import { Migrator } from 'kysely'
import type { SqlColumnTypes } from './column-types.ts'
import { createMigrations } from './migrations/migrations.ts'

/** The table that names the migrations that have run, in its column `name`. */
export const migrationTable = 'khabeer_migrations'

/** Where a database stands: `older` needs {@link migrateSql}, `newer` was written by a later version of Khabeer. */
export type SchemaAge = 'current' | 'older' | 'newer'

/** Compares the migrations that have run with those this version knows. */
export const schemaAge = (executed: readonly string[], types: SqlColumnTypes): SchemaAge => {
  const known = Object.keys(createMigrations(types))
  if (executed.some((name) => !known.includes(name))) return 'newer'
  return executed.length === known.length ? 'current' : 'older'
}

/**
 * Runs every migration that has not run yet, on one connection; whoever calls it brings the transaction. `schema` is the
 * current one, where the database has several.
 */
export const migrateSql = async (db: Kysely<unknown>, types: SqlColumnTypes, schema?: string): Promise<void> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...createMigrations(types) }) },
    migrationTableName: migrationTable,
    migrationLockTableName: 'khabeer_migration_lock',
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
