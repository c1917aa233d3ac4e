import type { Signal, Signals } from '../signals.ts'
import type { SqlDialect } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'

/** What a database can do beyond the SQL that all share. */
export interface SqlCapabilities {
  /** Whether transactions run side by side and must lock the rows they decide upon; not needed where writers take turns. */
  readonly locksRows: boolean
  /** Whether an insert tells the generated id by itself; otherwise it must return the column `id`. */
  readonly tellsInsertedId: boolean
  /** Whether accepts that wait together are made one statement over arrays; otherwise the driver commits them together. */
  readonly acceptsByArrays: boolean
}

/** Keeps a second process from owning numbers of the same database. */
export interface SqlOwnership {
  /** Makes this driver the owner; throws `storage_owned` when another one is. Idempotent. */
  take(): Promise<void>
  /** Gives the ownership up. Idempotent. */
  give(): void
}

/** What a storage package brings: one connection's worth of a database. It throws only `StorageError`. */
export interface SqlDriver {
  readonly dialect: SqlDialect
  readonly capabilities: SqlCapabilities
  /** Null where each instance has an owner of its own. */
  readonly ownership: SqlOwnership | null
  readonly signals: Signals
  /** Tells this process, and others where they do not notice by themselves, what a commit changed. */
  publish(signal: Signal): void
  /** Opens the database and brings its tables to this version. */
  migrate(): Promise<void>
  /** Runs a program in a transaction of its own, or as if, and resolves after the commit. May run it more than once. */
  write<T>(program: () => SqlProgram<T>): Promise<T>
  /** The same for a program of one statement, which needs no transaction around it. */
  writeOne<T>(program: () => SqlProgram<T>): Promise<T>
  /** Runs a program that only reads, on one state of the database. May run it more than once. */
  read<T>(program: () => SqlProgram<T>): Promise<T>
  /**
   * Runs a program that writes inside the host's own open transaction, so that it becomes durable with the host's commit
   * or not at all. `signalOf` says what a result changed, which is told with that commit; null for a result that has
   * stored nothing. A program that throws, or whose result has stored nothing, leaves the host's transaction as it was.
   * Throws `invalid_transaction` for what is no open transaction on this database.
   */
  join<T>(transaction: unknown, program: () => SqlProgram<T>, signalOf: (result: T) => Signal | null): Promise<T>
  close(): Promise<void>
}
