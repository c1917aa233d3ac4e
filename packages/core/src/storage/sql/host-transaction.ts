import type { SqlValue } from './prepared-query.ts'
import type { SqlProgram, SqlStep } from './program.ts'

/** The connection on which a host's own transaction is open. */
export interface HostConnection {
  /** Runs a text and gives its rows. */
  query(text: string, values?: readonly SqlValue[]): Promise<readonly HostRow[]>
  /** Runs a step of a program and gives the answer that it expects. */
  execute(step: SqlStep): Promise<unknown>
}

/** One row, by the names of its columns. */
export type HostRow = Readonly<Record<string, unknown>>

/** What work in a host's transaction came to; unless `isKept`, its writes are taken back, and their locks with them. */
export interface HostOutcome<T> {
  readonly result: T
  readonly isKept: boolean
}

/**
 * Runs work behind a savepoint, so that what fails leaves nothing behind and the host's transaction usable. `toRefusal`
 * says of a connection that takes no savepoint why it is of no use.
 */
export const withinSavepoint = async <T>(
  connection: HostConnection,
  toRefusal: (cause: unknown) => Error,
  work: () => Promise<HostOutcome<T>>,
): Promise<T> => {
  await connection.query('savepoint khabeer').catch((cause: unknown) => {
    throw toRefusal(cause)
  })
  try {
    const { result, isKept } = await work()
    if (!isKept) await connection.query('rollback to savepoint khabeer')
    await connection.query('release savepoint khabeer')
    return result
  } catch (error) {
    await undo(connection)
    throw error
  }
}

/** Runs a program to its end, each answer awaited. */
export const runInHostTransaction = async <T>(connection: HostConnection, program: SqlProgram<T>): Promise<T> => {
  let step = program.next()
  while (step.done !== true) step = program.next(await connection.execute(step.value))
  return step.value
}

const undo = async (connection: HostConnection): Promise<void> => {
  try {
    await connection.query('rollback to savepoint khabeer')
    await connection.query('release savepoint khabeer')
  } catch {
    // The connection takes no statement any more. What went wrong before that is what the caller is told.
  }
}
