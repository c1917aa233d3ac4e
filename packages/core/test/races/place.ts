import { join } from 'node:path'
import type { Storage } from '@khabeer/core/sql'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import type { Dialect } from 'kysely'
import { PostgresDialect, SqliteDialect } from 'kysely'
import { onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts'

/** What another process needs to open the same database. */
export type PlaceSettings =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres'
      readonly connectionString: string
      readonly schema?: string | undefined
      readonly max: number
    }

/** A database that several storages share. */
export interface Place {
  readonly settings: PlaceSettings
  /** Makes what must be there before the first storage opens. */
  prepare(): Promise<void>
  /** Opens a storage on it, which ends with the test. */
  open(): Promise<Storage>
  /** Asks the tables straight, in SQL that both databases know; a bigint comes as a number only where it is cast to one. */
  query<Row>(sql: string): Promise<readonly Row[]>
  /** For those who make tables by themselves: a database that Khabeer has not seen yet. */
  dialect(): Promise<Dialect>
}

/** A file in a folder of its own. */
const sqlitePlace = (): Place => {
  const file = join(temporaryFolder(), 'khabeer.db')
  return {
    settings: { kind: 'sqlite', file },
    prepare: async () => undefined,
    open: () => openFor(sqliteStorage({ file })),
    query: async <Row>(sql: string) => {
      const db = new Database(file)
      try {
        return db.prepare<[], Row>(sql).all()
      } finally {
        db.close()
      }
    },
    dialect: async () => new SqliteDialect({ database: new Database(file) }),
  }
}

const postgresPlace = (isNamed: boolean): Place => {
  const { connectionString: url, schema, pool } = postgresSchema()
  const database = pool({ max: 2 })
  const connectionString = isNamed ? url : `${url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`
  const settings = { connectionString, schema: isNamed ? schema : undefined, max: 5 }
  return {
    settings: { kind: 'postgres', ...settings },
    prepare: async () => {
      if (!isNamed) await database.query(`create schema if not exists ${schema}`)
    },
    open: () => openFor(postgresStorage(settings)),
    query: async <Row>(text: string) => {
      const { rows } = await database.query(text)
      // A row is what its query names.
      return rows as readonly Row[]
    },
    dialect: async () => {
      await database.query(`create schema if not exists ${schema}`)
      return new PostgresDialect({ pool: database })
    },
  }
}

const openFor = async (storage: Storage): Promise<Storage> => {
  onTestFinished(() => storage.close())
  await storage.migrate()
  return storage
}

type NamedPlace = readonly [name: string, create: () => Place]

/** Each kind of database, by its name: makes one for the running test. */
export const places: readonly NamedPlace[] = [
  ['SQLite', sqlitePlace],
  ['PostgreSQL', () => postgresPlace(true)],
]

/** The same, and a schema that is not named but the first of the search path, where Khabeer does not make it. */
export const placesOfEveryKind: readonly NamedPlace[] = [
  ...places,
  ['PostgreSQL by its search path', () => postgresPlace(false)],
]
