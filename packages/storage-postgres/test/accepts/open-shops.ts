import { randomBytes } from 'node:crypto'
import type { Storage } from '@khabeer/core/sql'
import type { PostgresStorageOptions } from '@khabeer/storage-postgres'
import { postgresStorage } from '@khabeer/storage-postgres'
import type { Pool, PoolClient } from 'pg'
import { onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'

/** The time of every test. */
export const noon = Date.UTC(2026, 10, 23, 12)

type Batch = Parameters<Storage['messages']['accept']>[0]

/** What an account sends from. */
export interface Shop {
  readonly accountId: number
  readonly instanceId: number
}

/** Storages on one database, and accounts that send. */
export interface Shops {
  readonly storage: Storage
  readonly connectionString: string
  readonly schema: string
  /** Straight to the tables. */
  readonly database: Pool
  /** Opens another storage on the same tables. */
  open(options: Partial<PostgresStorageOptions>): Promise<Storage>
  createShop(plan?: { readonly dailyMessages?: number; readonly monthlyMessages?: number }): Promise<Shop>
  /** Begins a transaction that is rolled back at the end of the test, if it did not end before. */
  begin(): Promise<PoolClient>
  /** Resolves once `count` statements of the storages that begin with `words` wait for a lock. */
  whenWaiting(words: string, count: number): Promise<void>
}

/** Opens a storage on a schema of its own; all of it ends with the test. */
export const openShops = async (): Promise<Shops> => {
  const { connectionString, schema, pool } = postgresSchema()
  const database = pool()
  const open = async (options: Partial<PostgresStorageOptions>): Promise<Storage> => {
    const storage = postgresStorage({ connectionString, schema, max: 5, ...options })
    onTestFinished(() => storage.close())
    await storage.migrate()
    return storage
  }
  const storage = await open({})

  return {
    storage,
    connectionString,
    schema,
    database,
    open,
    createShop: async (plan = {}) => {
      const account = await storage.accounts.create({
        name: randomBytes(6).toString('hex'),
        plan: { dailyMessages: null, monthlyMessages: null, instances: null, ...plan },
        timeZone: 'UTC',
        at: noon,
      })
      if (account === null) throw new Error('The account was not created.')
      return { accountId: account.id, instanceId: await createInstance(storage, account.id) }
    },
    begin: async () => {
      const client = await database.connect()
      onTestFinished(async () => {
        await client.query('rollback')
        client.release()
      })
      await client.query('begin')
      return client
    },
    whenWaiting: async (words, count) => {
      for (let tries = 0; tries < 2_000; tries += 1) {
        const { rows } = await database.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity
            where wait_event_type = 'Lock' and query like $1`,
          [`${words}%${schema}%`],
        )
        if (rows[0]?.waiting === count) return
      }
      throw new Error(`It never came to ${count} waiting statements "${words}".`)
    },
  }
}

/** Creates one more instance of an account. */
export const createInstance = async (storage: Storage, accountId: number): Promise<number> => {
  const outcome = await storage.instances.create({ accountId, name: 'Shop', at: noon })
  if (outcome.kind !== 'created') throw new Error('The instance was not created.')
  return outcome.instance.id
}

/** Describes one message to accept. */
export const batchOf = (
  shop: Shop,
  { key, at = noon }: { readonly key?: string; readonly at?: number } = {},
): Batch => ({
  ...shop,
  at,
  messages: [
    {
      waMessageId: `3EB0${randomBytes(9).toString('hex').toUpperCase()}`,
      recipient: '201001234567',
      type: 'text',
      content: { text: 'Hello' },
    },
  ],
  ...(key === undefined ? {} : { idempotency: { key, route: 'send', bodyHash: 'the same' } }),
})
