import type { SqlDriver } from '@khabeer/core/sql'
import { StorageError } from '@khabeer/core/sql'
import { createConnections } from './connections.ts'
import { createJoin } from './host-transaction.ts'
import type { OpenDatabase } from './open-database.ts'
import { openDatabase } from './open-database.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { toStorageError } from './postgres-errors.ts'
import { createPostgresSignals } from './postgres-signals.ts'
import type { ResolvedPostgresStorageOptions } from './resolve-options.ts'
import { createProgramRunner } from './run-program.ts'
import { createTransactions } from './transactions.ts'

/** Builds the driver of one database: one pool for everything. */
export const createPostgresDriver = (options: ResolvedPostgresStorageOptions): SqlDriver => {
  const connections = createConnections(options)
  const signals = createPostgresSignals(connections, { listen: options.listen && options.maxConnections > 1 })
  const runner = createProgramRunner(() => database?.isDirect === true)
  const transactions = createTransactions(connections, runner)
  let database: OpenDatabase | undefined
  let opening: Promise<void> | undefined
  let closing: Promise<void> | undefined

  const open = async (): Promise<void> => {
    try {
      database = await openDatabase(connections, options.schema)
    } catch (error) {
      throw toStorageError(error)
    }
    if (closing === undefined) signals.open(database.schema)
  }

  const opened = (): OpenDatabase => {
    if (database !== undefined && closing === undefined) return database
    const why = closing === undefined ? 'is not open yet: call migrate() first' : 'was closed'
    throw new StorageError('storage_failed', `The PostgreSQL storage ${why}.`)
  }

  const close = async (): Promise<void> => {
    // A start that fails has nothing left to close.
    await opening?.catch(() => undefined)
    await signals.close()
    await connections.close()
  }

  return {
    dialect: postgresDialect(options.schema),
    capabilities: { locksRows: true, tellsInsertedId: false, acceptsByArrays: true },
    ownership: null,
    signals,
    publish: signals.publish,
    migrate: async () => {
      if (closing !== undefined) opened()
      opening ??= open().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    write: async (program) => {
      opened()
      return transactions.write(program)
    },
    writeOne: async (program) => {
      opened()
      return transactions.writeOne(program)
    },
    read: async (program) => {
      opened()
      return transactions.read(program)
    },
    join: createJoin(opened, options.schema),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
