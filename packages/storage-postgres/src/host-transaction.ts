import type { HostConnection, SqlDriver } from '@khabeer/core/sql'
import {
  createTurns,
  isKyselyTransaction,
  isStorageError,
  kyselyConnection,
  runInHostTransaction,
  StorageError,
  withinSavepoint,
} from '@khabeer/core/sql'
import { clientConnection, isClient, isPool } from './host-client.ts'
import type { OpenDatabase } from './open-database.ts'
import { identityColumns, messagesTable } from './open-database.ts'
import { codeOf, isConflict, toStorageError } from './postgres-errors.ts'
import { channelOf } from './postgres-signals.ts'
import { toPayload } from './signal-payload.ts'
import { lockTimeoutMs } from './transactions.ts'

/**
 * Builds what runs programs in the host's own transactions, on the host's connection. `schema` is the one that queries
 * name, if they name one.
 */
export const createJoin = (opened: () => OpenDatabase, schema: string | undefined): SqlDriver['join'] => {
  const turns = createTurns()

  return async (transaction, program, signalOf) => {
    const database = opened()
    if (isPool(transaction)) throw refused('This is a Pool: take a client of it and begin the transaction on that one.')
    const isKysely = isKyselyTransaction(transaction)
    if (!isKysely && !isClient(transaction)) throw refused('This is neither.')
    const connection = isKysely ? kyselyConnection(transaction) : clientConnection(transaction)
    // Calls that are not awaited one by one would release each other's savepoints.
    return turns(transaction, async () => {
      try {
        return await withinSavepoint(connection, toRefusal, async () => {
          const lockTimeout = await enter(connection, database, schema)
          const result = await runInHostTransaction(connection, program())
          const signal = signalOf(result)
          if (signal === null) return { result, isKept: false }
          // Of nobody in particular, so that this process hears of the commit as every other does.
          const notice = [channelOf(database.schema), toPayload('', [signal])]
          // What is accepted is durable once the host has committed, whatever the host's own rows are worth to it.
          await connection.query(
            "select set_config('lock_timeout', $1, true), set_config('synchronous_commit', 'on', true), pg_notify($2, $3)",
            [lockTimeout, ...notice],
          )
          return { result, isKept: true }
        })
      } catch (error) {
        throw toJoinError(error)
      }
    })
  }
}

/** Throws on another database, limits how long ours waits for locks, and gives the host's own limit. */
const enter = async (
  connection: HostConnection,
  { schema, identity }: OpenDatabase,
  namedSchema: string | undefined,
): Promise<string> => {
  const [found] = await connection
    .query(
      `with host as materialized (select current_setting('lock_timeout') as lock_timeout)
      select lock_timeout, set_config('lock_timeout', '${lockTimeoutMs}', true), ${identityColumns} from host`,
      [messagesTable(namedSchema)],
    )
    .catch((cause: unknown) => {
      // PostgreSQL gives each of its errors a code of five characters.
      throw codeOf(cause).length === 5 ? cause : refused('This one is of no PostgreSQL.', cause)
    })
  if (found?.database !== identity.database) {
    throw refused(`It must be on the database ${identity.database}, and this one is on ${String(found?.database)}.`)
  }
  if (found.table !== identity.table) {
    throw refused(`Khabeer's tables are in the schema ${schema}, which its search path does not lead to first.`)
  }
  return String(found.lock_timeout)
}

/** Says of a connection that takes no savepoint what is wrong with it. */
const toRefusal = (cause: unknown): StorageError => {
  const code = codeOf(cause)
  if (code === '25P01') return refused('No transaction is open on this one: BEGIN first.', cause)
  if (code === '25P02') return refused('A statement failed in this one before: only a rollback can follow.', cause)
  // Neither the server nor the network says this, but whoever has ended the transaction or the connection.
  return code === '' ? refused('This one takes no statement any more.', cause) : toStorageError(cause)
}

/** A host that runs the same statement again meets the same: only its whole transaction can succeed later. */
const toJoinError = (error: unknown): StorageError =>
  isConflict(error) && !isStorageError(error)
    ? new StorageError('storage_busy', 'Other transactions were in the way. Roll this one back and run it again.', {
        cause: error,
      })
    : toStorageError(error)

const refused = (why: string, cause?: unknown): StorageError =>
  new StorageError(
    'invalid_transaction',
    `must be a client of \`pg\` inside BEGIN or an open transaction of a Kysely. ${why}`,
    { cause },
  )
