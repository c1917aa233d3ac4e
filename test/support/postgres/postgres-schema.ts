import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFailed, onTestFinished } from 'vitest'

/** A schema that no other test uses. */
export interface PostgresSchema {
  /** Where the storage under test connects. */
  readonly connectionString: string
  /** Its name alone: what is tested makes the schema itself. */
  readonly schema: string
  /** Opens a pool straight to the server, in which the schema's tables need no prefix; it ends with the test. */
  pool(options?: pg.PoolConfig): pg.Pool
}

// A test that leaves a transaction open behind it shall fail with that, not hang.
const lockTimeoutMs = 10_000

/** Names a schema for the running test: it is dropped when the test passes and kept when it fails. */
export const postgresSchema = (connectionString: string = inject('postgresUrl')): PostgresSchema => {
  const schema = `khabeer_test_${randomBytes(6).toString('hex')}`
  onTestFinished(async ({ task }) => {
    if (task.result?.state !== 'fail') await dropSchema(schema)
  })
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) error.message += `\n\nIts tables are in the schema ${schema}.`
  })

  return {
    connectionString,
    schema,
    pool: (options = {}) => {
      const pool = new pg.Pool({
        connectionString: inject('postgresUrl'),
        options: `-c search_path=${schema}`,
        ...options,
      })
      onTestFinished(() => pool.end())
      return pool
    },
  }
}

const dropSchema = async (schema: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('postgresUrl'), options: `-c lock_timeout=${lockTimeoutMs}` })
  await client.connect()
  try {
    await client.query(`drop schema if exists ${schema} cascade`)
  } finally {
    await client.end()
  }
}
