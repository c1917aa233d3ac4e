import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { PostgresStorageOptions } from '@khabeer/storage-postgres'
import { postgresStorage } from '@khabeer/storage-postgres'
import type { Pool, PoolClient, PoolConfig } from 'pg'
import { onTestFinished } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import type { HostDatabase } from './host-database.ts'
import { openHostDatabase } from './host-database.ts'

/** A host with a pool of its own, on which a Khabeer accepts; nothing is sent. */
export interface Host extends HostDatabase {
  readonly schema: string
  readonly core: Khabeer
  readonly instanceId: number
  /** Starts another Khabeer on the same tables, as another process would. */
  start(options: PostgresStorageOptions): Promise<Khabeer>
  /** Opens one more pool. */
  openPool(config?: PoolConfig): Pool
  /** Takes a client and begins on it; it is rolled back and given back when the test ends, unless it ended before. */
  begin(): Promise<PoolClient>
}

/** Starts a host; all of it ends with the test. */
export const openHost = async (config: PoolConfig = {}): Promise<Host> => {
  const { schema, pool: openPool } = postgresSchema()
  const pool = openPool(config)
  const start = async (options: PostgresStorageOptions): Promise<Khabeer> => {
    const core = createKhabeer({ storage: postgresStorage({ schema, ...options }), role: 'api' })
    onTestFinished(() => core.stop())
    await core.start()
    return core
  }
  const core = await start({ pool })
  const { id: instanceId } = await core.instances.create({ name: 'Shop' })

  return {
    ...(await openHostDatabase(pool, schema)),
    schema,
    core,
    instanceId,
    start,
    openPool,
    begin: async () => {
      const client = await pool.connect()
      onTestFinished(async () => {
        await client.query('rollback')
        client.release()
      })
      await client.query('begin')
      return client
    },
  }
}
