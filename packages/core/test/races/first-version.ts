import { Kysely, Migrator, sql } from 'kysely'
import { postgresColumnTypes } from '../../../storage-postgres/src/postgres-dialect.ts'
import { sqliteColumnTypes } from '../../../storage-sqlite/src/sqlite-dialect.ts'
import type { SqlColumnTypes } from '../../src/storage/sql/column-types.ts'
import { createMigrations } from '../../src/storage/sql/migrations/migrations.ts'
import type { Place } from './place.ts'

/** The names of all migrations, in order. */
export const migrationNames: readonly string[] = Object.keys(createMigrations(sqliteColumnTypes))

/** An instance as the first version kept it. */
export interface FirstInstance {
  readonly id: number
  readonly epoch: number
}

/** Makes the tables of the first version, with instances in them that had owners, and nothing of a later one. */
export const makeFirstVersion = async (place: Place): Promise<readonly FirstInstance[]> => {
  const db = new Kysely<unknown>({ dialect: await place.dialect() })
  const types: SqlColumnTypes = place.settings.kind === 'sqlite' ? sqliteColumnTypes : postgresColumnTypes
  const [[name, migration] = ['', undefined]] = Object.entries(createMigrations(types))
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => (migration === undefined ? {} : { [name]: migration }) },
    migrationTableName: 'khabeer_migrations',
    migrationLockTableName: 'khabeer_migration_lock',
    ...(place.settings.kind === 'sqlite' ? {} : { migrationTableSchema: await currentSchema(db) }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error

  const instances = Array.from({ length: 30 }, (_, index) => ({ id: index + 1, epoch: (index * 7) % 30 }))
  await sql`insert into khabeer_accounts (name, time_zone, created_at) values ('shop', 'UTC', 0)`.execute(db)
  for (const { id, epoch } of instances) {
    await sql`insert into khabeer_instances (account_id, name, status, epoch, owner, created_at, status_changed_at)
      values (1, ${`Shop ${id}`}, 'connected', ${epoch}, 'somebody', 0, 0)`.execute(db)
  }
  if (place.settings.kind === 'sqlite') await db.destroy()
  return instances
}

/** Where tables without a schema of their own go. */
const currentSchema = async (db: Kysely<unknown>): Promise<string> => {
  const { rows } = await sql<{ readonly schema: string }>`select current_schema() as schema`.execute(db)
  return rows[0]?.schema ?? ''
}
