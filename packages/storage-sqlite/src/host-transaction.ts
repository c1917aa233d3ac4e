import { realpathSync } from 'node:fs'
import type { HostConnection, SqlDriver } from '@khabeer/core/sql'
import {
  createTurns,
  isKyselyTransaction,
  kyselyConnection,
  runInHostTransaction,
  StorageError,
  withinSavepoint,
} from '@khabeer/core/sql'
import { isBusy, toStorageError } from './sqlite-errors.ts'

/**
 * Builds what runs programs in the host's own transactions: on the host's connection, outside the group commit. Nobody
 * is told of the host's commit, because whoever listens notices by itself that another connection has committed.
 */
export const createJoin = (openFile: () => string): SqlDriver['join'] => {
  const turns = createTurns()

  return async (transaction, program, signalOf) => {
    const file = openFile()
    if (!isKyselyTransaction(transaction)) throw refused(file, 'This is none.')
    const connection = kyselyConnection(transaction)
    // Calls that are not awaited one by one would release each other's savepoints.
    return turns(transaction, async () => {
      try {
        await assertOpenOn(connection, file)
        return await withinSavepoint(connection, takesNothing(file), async () => {
          const result = await runInHostTransaction(connection, program())
          return { result, isKept: signalOf(result) !== null }
        })
      } catch (error) {
        throw toJoinError(error, file)
      }
    })
  }
}

/**
 * Throws unless the connection has a transaction open, and on this file. Every database knows a savepoint, so that a
 * transaction of another one is left as it was, too.
 *
 * SQLite does not say whether a transaction is open, but at the end of each it forgets that foreign keys are checked
 * late; and where none is open, the savepoint is one of its own, which ends here.
 */
const assertOpenOn = async (connection: HostConnection, file: string): Promise<void> => {
  const wasLate = await withinSavepoint(connection, takesNothing(file), async () => {
    const held = await mainFileOf(connection)
    if (held !== file) throw refused(file, `This one is on ${held}.`)
    const isLate = await areForeignKeysLate(connection)
    if (!isLate) await connection.query('pragma defer_foreign_keys = on')
    return { result: isLate, isKept: true }
  })
  const isOpen = await areForeignKeysLate(connection)
  if (!wasLate) await connection.query('pragma defer_foreign_keys = off')
  if (!isOpen) throw refused(file, 'This one has ended.')
}

const mainFileOf = async (connection: HostConnection): Promise<string> => {
  try {
    const [main] = await connection.query("select file from pragma_database_list where name = 'main'")
    const file = String(main?.file ?? '')
    return file === '' ? 'a database in memory' : realpathSync(file)
  } catch {
    // A statement of SQLite alone.
    return 'another database'
  }
}

const areForeignKeysLate = async (connection: HostConnection): Promise<boolean> => {
  const [row] = await connection.query('pragma defer_foreign_keys')
  return Number(row?.defer_foreign_keys) === 1
}

/** A host that runs the same statement again meets the same: only its whole transaction can succeed later. */
const toJoinError = (error: unknown, file: string): StorageError =>
  isBusy(error)
    ? new StorageError(
        'storage_busy',
        `${file}: another connection has written, or is writing. Roll the transaction back and run it again.`,
        { cause: error },
      )
    : toStorageError(error, file)

const takesNothing = (file: string) => (cause: unknown) => refused(file, 'This one takes no statement any more.', cause)

const refused = (file: string, why: string, cause?: unknown): StorageError =>
  new StorageError(
    'invalid_transaction',
    `must be an open transaction of a Kysely on ${file}, as \`db.transaction().execute()\` hands it out. ${why}`,
    { cause },
  )
