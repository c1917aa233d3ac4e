import { StorageError } from '@khabeer/core/sql'
import type { Pool } from 'pg'
import type { PostgresStorageOptions } from './options.ts'

/** The options with every default filled in. */
export interface ResolvedPostgresStorageOptions {
  /** The host's pool, or what to build one from. */
  readonly source: { readonly pool: Pool } | { readonly connectionString: string; readonly max: number }
  readonly maxConnections: number
  readonly schema: string | undefined
  readonly listen: boolean
}

/** Fills the defaults in and says of what cannot be used what to write instead. */
export const resolveOptions = (options: PostgresStorageOptions): ResolvedPostgresStorageOptions => {
  const { pool, connectionString, max = 10, schema, listen = true } = options
  if ((pool === undefined) === (connectionString === undefined)) {
    throw unusable("Give either `pool`, a Pool of `pg`, or `connectionString`, e.g. 'postgres://user@host/database'.")
  }
  if (pool !== undefined && typeof pool.connect !== 'function') throw unusable('`pool` must be a Pool of `pg`.')
  if (connectionString !== undefined && !/^postgres(ql)?:\/\//u.test(connectionString)) {
    throw unusable('`connectionString` must begin with postgres:// or postgresql://.')
  }
  assertCount('max', max)
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/u.test(schema)) {
    throw unusable(
      '`schema` must be a plain name: small letters, digits and _, not beginning with a digit, at most 63.',
    )
  }
  // A host's pool serves the host too: half of it always stays free for what stands around our calls.
  const maxConnections =
    options.maxConnections ?? (pool === undefined ? max : Math.max(1, Math.floor(sizeOf(pool) / 2)))
  assertCount('maxConnections', maxConnections)
  return {
    source: pool === undefined ? { connectionString: connectionString ?? '', max } : { pool },
    maxConnections,
    schema,
    listen,
  }
}

/** What `pg` takes when a pool was given no size. */
const defaultPoolSize = 10

const sizeOf = (pool: Pool): number => pool.options?.max ?? defaultPoolSize

const assertCount = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1) throw unusable(`\`${name}\` must be a whole number of at least 1.`)
}

const unusable = (message: string): StorageError => new StorageError('storage_unusable', message)
