import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, migrateSql, migrationTable, SqliteDialect, StorageError, schemaAge } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { whenFree } from './busy-wait.ts'
import type { ResolvedSqliteStorageOptions } from './options.ts'
import { createPrivateFile } from './private-file.ts'
import { sqliteColumnTypes } from './sqlite-dialect.ts'

/** An open database and the one name that all its users share. */
export interface OpenDatabase {
  readonly db: Database.Database
  /** The file itself, behind any symbolic links. */
  readonly file: string
}

/** Opens the database, created if missing, with its tables brought to this version. One that cannot be used is left as it is. */
export const openDatabase = async ({ file, busyTimeoutMs }: ResolvedSqliteStorageOptions): Promise<OpenDatabase> => {
  assertSqliteVersion()
  if (sizeOf(file) === undefined) {
    assertDirectory(file)
    await createPrivateFile(file, (temporary) => buildDatabase(temporary, busyTimeoutMs))
  }
  const size = sizeOf(file)
  if (size === undefined) throw new StorageError('storage_unusable', `${file} is a broken link. Remove it.`)
  // SQLite takes an empty file for an empty database, and whatever was in it would be forgotten without a word.
  if (size === 0) {
    throw new StorageError(
      'storage_unusable',
      `${file} is empty, which no database of Khabeer ever is. Restore it from a backup, or remove it to begin anew.`,
    )
  }
  const realFile = realpathSync(file)
  await whenFree(() => assertUsable(realFile), busyTimeoutMs)

  const db = new Database(realFile, { fileMustExist: true, timeout: 0 })
  try {
    await whenFree(() => setUp(db), busyTimeoutMs)
    await migrateDatabase(db, busyTimeoutMs)
    return { db, file: realFile }
  } catch (error) {
    db.close()
    throw error
  }
}

const buildDatabase = async (temporary: string, busyTimeoutMs: number): Promise<void> => {
  const db = new Database(temporary, { fileMustExist: true, timeout: 0 })
  try {
    setUp(db)
    await migrateDatabase(db, busyTimeoutMs)
  } finally {
    db.close()
  }
}

const setUp = (db: Database.Database): void => {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
}

/** Two processes that start at once take turns: the second one finds the work done. */
const migrateDatabase = async (db: Database.Database, busyTimeoutMs: number): Promise<void> => {
  if (ageOf(db) === 'current') return
  await whenFree(() => db.exec('begin immediate'), busyTimeoutMs)
  try {
    await migrateSql(new Kysely<unknown>({ dialect: new SqliteDialect({ database: db }) }), sqliteColumnTypes)
    db.exec('commit')
  } catch (error) {
    if (db.inTransaction) db.exec('rollback')
    throw error
  }
}

/** Looks without writing: damage and a newer version's tables are refused with the file as it was. */
const assertUsable = (file: string): void => {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
  try {
    if (ageOf(db) === 'newer') {
      throw new StorageError(
        'storage_unusable',
        `${file} was written by a newer version of Khabeer. Install that version, or name another file.`,
      )
    }
    assertIntact(db, file)
  } finally {
    db.close()
  }
}

// Reading every page takes about a second per GiB: a start waits for that only while it is short.
const largestCheckedBytes = 128 * 1024 * 1024

const assertIntact = (db: Database.Database, file: string): void => {
  if ((sizeOf(file) ?? 0) > largestCheckedBytes) return
  const finding: unknown = db.pragma('quick_check(1)', { simple: true })
  if (finding === 'ok') return
  throw new StorageError('storage_unusable', `${file} is damaged. Restore it from a backup.`, {
    cause: new Error(String(finding)),
  })
}

const ageOf = (db: Database.Database) => {
  const hasTable = db.prepare('select 1 from sqlite_master where name = ?').get(migrationTable) !== undefined
  const names: unknown[] = hasTable ? db.prepare(`select name from ${migrationTable}`).pluck().all() : []
  return schemaAge(names.map(String), sqliteColumnTypes)
}

/** Older ones can damage a database in WAL mode when two connections write and checkpoint at once. */
const safeVersion = [3, 51, 3] as const

const assertSqliteVersion = (): void => {
  const db = new Database(':memory:')
  const version = String(db.prepare('select sqlite_version()').pluck().get())
  db.close()
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const distance = major - safeVersion[0] || minor - safeVersion[1] || patch - safeVersion[2]
  if (distance >= 0) return
  throw new StorageError(
    'storage_unusable',
    `SQLite ${version} can damage a database that two connections use at once. Install the latest better-sqlite3 12.`,
  )
}

const assertDirectory = (file: string): void => {
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new StorageError('storage_unusable', `${dirname(file)} is not a directory. Create it first.`)
}

const sizeOf = (file: string): number | undefined => {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined || stats.isFile()) return stats?.size
  throw new StorageError('storage_unusable', `${file} is not a file. Give the path of a database file.`)
}
