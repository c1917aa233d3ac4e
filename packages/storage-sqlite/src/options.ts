import { resolve } from 'node:path'
import { StorageError } from '@khabeer/core/sql'

/** Where the database is, and how long a writer waits for another. */
export interface SqliteStorageOptions {
  /**
   * The database file. A missing one is created with mode 0600. It may hold other tables too: Khabeer's begin with
   * `khabeer_`, and it opens a handle of its own.
   */
  readonly file: string
  /**
   * How long a call waits for another connection that holds the file, before it fails as `storage_busy`. The event loop
   * is free meanwhile.
   *
   * @defaultValue 5000
   */
  readonly busyTimeoutMs?: number | undefined
}

/** The options with every default filled in. */
export interface ResolvedSqliteStorageOptions {
  /** Absolute, so that a host that changes its directory keeps its database. */
  readonly file: string
  readonly busyTimeoutMs: number
}

/** Fills the defaults in and refuses a name that is not a file. */
export const resolveOptions = ({ file, busyTimeoutMs = 5000 }: SqliteStorageOptions): ResolvedSqliteStorageOptions => {
  if (file.trim() === '' || file === ':memory:') {
    throw new StorageError(
      'storage_unusable',
      `"${file}" names no file: what is accepted must outlive the process. Give the path of a database file.`,
    )
  }
  return { file: resolve(file), busyTimeoutMs }
}
