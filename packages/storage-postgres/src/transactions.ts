import type { SqlProgram } from '@khabeer/core/sql'
import type { PoolClient } from 'pg'
import type { Connections } from './connections.ts'
import { isConflict, isConnectionLoss, toStorageError } from './postgres-errors.ts'
import type { ProgramRunner } from './run-program.ts'

/** How often a transaction that gave way to others, or lost its connection before the end, is run in all. */
const maxTries = 4
/** How long it is tried again: whoever waited longer has waited for a server that is not there. */
const patienceMs = 3_000

/** How long a statement waits for what another transaction holds, in ms. */
export const lockTimeoutMs = 2_000

/**
 * Opens a transaction. Durable although the server's default may not be; never waiting for long; and ended by the server
 * when this process falls asleep in the middle, so that nobody waits for what it holds.
 */
const begin = [
  'begin isolation level read committed',
  `set local lock_timeout = ${lockTimeoutMs}`,
  'set local synchronous_commit = on',
  'set local idle_in_transaction_session_timeout = 4000',
].join('; ')

/** Runs programs in transactions. */
export interface Transactions {
  write<T>(program: () => SqlProgram<T>): Promise<T>
  /** Runs a program of one statement, which is a transaction by itself. */
  writeOne<T>(program: () => SqlProgram<T>): Promise<T>
  read<T>(program: () => SqlProgram<T>): Promise<T>
}

/** Builds the transactions of a database. */
export const createTransactions = (connections: Connections, runner: ProgramRunner): Transactions => {
  const runAll = async <T>(client: PoolClient, opening: string, program: () => SqlProgram<T>): Promise<T> => {
    let isEnding = false
    try {
      await client.query(opening)
      const result = await runner.run(client, program())
      isEnding = true
      await client.query('commit')
      return result
    } catch (error) {
      if (isEnding && isConnectionLoss(error)) throw new LostCommit(error)
      // A connection that is lost has rolled back; on any other it must be said.
      if (!isConnectionLoss(error)) await client.query('rollback')
      throw error
    }
  }

  return {
    write: (program) => again(() => connections.use((client) => runAll(client, begin, program))),
    writeOne: (program) => again(() => connections.use((client) => runner.run(client, program())), isConflict),
    read: (program) =>
      again(() =>
        connections.use(async (client) => {
          // One statement sees one state by itself. A program that wants more is run anew, inside a transaction.
          const first = program()
          const step = first.next()
          if (step.done === true) return step.value
          const next = first.next(await runner.execute(client, step.value))
          if (next.done === true) return next.value
          return runAll(client, 'begin isolation level repeatable read read only', program)
        }),
      ),
  }
}

/** The connection was lost while it was committing: nobody knows what came of it. */
class LostCommit extends Error {
  constructor(cause: unknown) {
    super('The connection was lost during a commit.', { cause })
  }
}

/** Runs work until it neither gave way to others nor lost its connection before its end; what it throws then is ours. */
const again = async <T>(
  work: () => Promise<T>,
  mayTryAgain = (error: unknown): boolean => isConflict(error) || isConnectionLoss(error),
): Promise<T> => {
  const startedAt = performance.now()
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof LostCommit) throw toStorageError(error.cause)
      const isOver = tries >= maxTries || performance.now() - startedAt > patienceMs
      if (isOver || !mayTryAgain(error)) throw toStorageError(error)
    }
  }
}
