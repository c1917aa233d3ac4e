import type { SqlDriver, SqlProgram } from '@khabeer/core/sql'
import { StorageError } from '@khabeer/core/sql'
import type Database from 'better-sqlite3'
import { createGroupCommit } from './group-commit.ts'
import { createGroupRead } from './group-read.ts'
import { createJoin } from './host-transaction.ts'
import type { JobLine } from './job-line.ts'
import { openDatabase } from './open-database.ts'
import type { ResolvedSqliteStorageOptions } from './options.ts'
import { createOwnership } from './ownership.ts'
import { createProgramRunner } from './program-runner.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { toStorageError } from './sqlite-errors.ts'
import { createSignals } from './sqlite-signals.ts'

interface Connection {
  readonly db: Database.Database
  readonly file: string
  readonly writes: JobLine
  readonly reads: JobLine
  readonly version: Database.Statement<[], number>
}

/** Builds the driver of one file: one handle for all reads and writes, and one on the owner's file. */
export const createSqliteDriver = (options: ResolvedSqliteStorageOptions, openFile = openDatabase): SqlDriver => {
  let connection: Connection | undefined
  let opening: Promise<void> | undefined
  let closing: Promise<void> | undefined

  const opened = (): Connection => {
    if (connection !== undefined && closing === undefined) return connection
    const why = closing === undefined ? 'is not open yet: call migrate() first' : 'was closed'
    throw new StorageError('storage_failed', `The storage of ${options.file} ${why}.`)
  }

  /** Keeps SQLite's errors from leaving. */
  const guarded = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw toStorageError(error, options.file)
    }
  }

  const ownership = createOwnership(() => opened().file)
  const signals = createSignals(() => {
    if (closing !== undefined) return undefined
    try {
      return connection?.version.get()
    } catch {
      // A look that fails is followed by the next one; what is wrong shows in the reads and writes.
      return undefined
    }
  })

  const open = async (): Promise<void> => {
    const { db, file } = await openFile(options)
    connection = connect(db, file, options)
  }

  const close = async (): Promise<void> => {
    // A start that fails has nothing left to close.
    await opening?.catch(() => undefined)
    await connection?.writes.idle()
    await connection?.reads.idle()
    signals.close()
    ownership.give()
    connection?.db.close()
  }

  // One promise fewer than `guarded`: this is the way of every message, and the groups convert their errors themselves.
  const write = <T>(program: () => SqlProgram<T>): Promise<T> => {
    try {
      return opened().writes.add(program)
    } catch (error) {
      return Promise.reject(error)
    }
  }
  const read = <T>(program: () => SqlProgram<T>): Promise<T> => {
    try {
      return opened().reads.add(program)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  return {
    dialect: sqliteDialect,
    // Writers take turns on the whole file, and an insert knows its row's id.
    capabilities: { locksRows: false, tellsInsertedId: true, acceptsByArrays: false },
    ownership: { take: () => guarded(() => ownership.take()), give: () => ownership.give() },
    signals,
    publish: (signal) => signals.publish(signal),
    migrate: () => {
      if (closing !== undefined) return guarded(async () => void opened())
      opening ??= guarded(open).catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    write,
    writeOne: write,
    read,
    join: createJoin(() => opened().file),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

const connect = (db: Database.Database, file: string, { busyTimeoutMs }: ResolvedSqliteStorageOptions): Connection => {
  const runner = createProgramRunner(db)
  const groups = { busyTimeoutMs, toError: (error: unknown) => toStorageError(error, file) }
  return {
    db,
    file,
    writes: createGroupCommit(db, runner, groups),
    reads: createGroupRead(db, runner, groups),
    version: db.prepare<[], number>('pragma data_version').pluck(),
  }
}
