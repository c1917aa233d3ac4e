import type { Storage } from '@khabeer/core/sql'
import type { PostgresStorageOptions } from '@khabeer/storage-postgres'
import { postgresStorage } from '@khabeer/storage-postgres'
import type pg from 'pg'
import { onTestFinished } from 'vitest'
import type { PostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { startPostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'

/** The time of every test. */
export const noon = Date.UTC(2026, 10, 23, 12)

/** An open storage with one instance to send from. */
export interface OpenStorage {
  readonly storage: Storage
  /** Accepts one text under a WhatsApp id. */
  accept(waMessageId: string, key?: string): ReturnType<Storage['messages']['accept']>
}

/** An open storage behind a line that can fail. */
export interface FaultyStorage extends OpenStorage {
  readonly proxy: PostgresProxy
  /** Straight to the tables. */
  readonly database: pg.Pool
  /** How many messages are stored. */
  countMessages(): Promise<number>
  /** Opens another storage on the same tables, behind no proxy. */
  another(): Promise<OpenStorage>
}

/** The words of the statement that accepts what waits together. */
export const acceptStatement = /unnest\(/

/** Opens a storage whose connections lead through a proxy; all of it ends with the running test. */
export const openFaultyStorage = async (
  optionsFor: (url: string) => PostgresStorageOptions = (connectionString) => ({ connectionString }),
): Promise<FaultyStorage> => {
  const { connectionString, schema, pool } = postgresSchema()
  const database = pool()
  const proxy = await startPostgresProxy(connectionString)
  const open = async (options: PostgresStorageOptions): Promise<Storage> => {
    const storage = postgresStorage({ schema, ...options })
    onTestFinished(() => storage.close())
    await storage.migrate()
    return storage
  }
  const storage = await open(optionsFor(proxy.url))
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  const account = await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  if (account === null) throw new Error('The account was not created.')
  const created = await storage.instances.create({ accountId: account.id, name: 'Shop', at: noon })
  if (created.kind !== 'created') throw new Error('The instance was not created.')
  const { accountId, id: instanceId } = created.instance

  const acceptOn = (given: Storage) => (waMessageId: string, key?: string) =>
    given.messages.accept({
      accountId,
      instanceId,
      at: noon,
      messages: [{ waMessageId, recipient: '201001234567', type: 'text', content: { text: 'Hello' } }],
      idempotency: key === undefined ? undefined : { route: 'send', key, bodyHash: 'same' },
    })

  return {
    storage,
    proxy,
    database,
    accept: acceptOn(storage),
    countMessages: async () => {
      const { rows } = await database.query<{ count: string }>('select count(*) from khabeer_messages')
      return Number(rows[0]?.count)
    },
    another: async () => {
      const neighbour = await open({ connectionString })
      return { storage: neighbour, accept: acceptOn(neighbour) }
    },
  }
}
