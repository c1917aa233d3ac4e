import { Kysely, PostgresDialect } from '@khabeer/core/sql'
import type { HostTransaction } from '@khabeer/core/testing'
import type { Pool } from 'pg'

/** What a host hands over: a client of `pg` inside BEGIN, or a transaction of its Kysely. */
export type HostKind = 'client' | 'kysely'

/** A host's own pool, with a table of its own in a schema. */
export interface HostDatabase {
  readonly pool: Pool
  readonly db: Kysely<HostTables>
  transaction<T>(work: (host: HostTransaction) => Promise<T>, kind?: HostKind): Promise<T>
  countOrders(): Promise<number>
}

interface HostTables {
  orders: { id: string }
}

/** Makes the host's table. */
export const openHostDatabase = async (pool: Pool, schema: string): Promise<HostDatabase> => {
  const orders = `"${schema}".orders`
  const insertOrder = `insert into ${orders} default values`
  const db = new Kysely<HostTables>({ dialect: new PostgresDialect({ pool }), plugins: [loudColumns()] })
  await pool.query(`create table if not exists ${orders} (id bigint generated always as identity)`)

  const onClient: HostDatabase['transaction'] = async (work) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work({
        transaction: client,
        writeOrder: async () => {
          await client.query(insertOrder)
        },
      })
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
  const onKysely: HostDatabase['transaction'] = (work) =>
    db.transaction().execute((transaction) =>
      work({
        transaction,
        writeOrder: async () => {
          await transaction.withSchema(schema).insertInto('orders').defaultValues().execute()
        },
      }),
    )

  return {
    pool,
    db,
    transaction: (work, kind = 'client') => (kind === 'client' ? onClient(work) : onKysely(work)),
    countOrders: async () => (await pool.query(`select from ${orders}`)).rows.length,
  }
}

/** A plugin as hosts have them, which renames the columns of every answer. */
const loudColumns = (): Plugin => ({
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(inCapitals) }),
})

const inCapitals = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]))

type Plugin = Parameters<Kysely<HostTables>['withPlugin']>[0]
