import { Kysely, SqliteDialect } from '@khabeer/core/sql'
import type { HostTransaction } from '@khabeer/core/testing'
import Database from 'better-sqlite3'

/** A host's own Kysely on a file, with a table of its own. */
export interface HostDatabase {
  readonly db: Kysely<HostTables>
  transaction<T>(work: (host: HostTransaction) => Promise<T>): Promise<T>
  countOrders(): Promise<number>
  close(): Promise<void>
}

interface HostTables {
  orders: { id?: number }
}

/** Opens the host's connection. */
export const openHostDatabase = async (file: string): Promise<HostDatabase> => {
  const db = new Kysely<HostTables>({ dialect: new SqliteDialect({ database: new Database(file) }) })
  await db.schema
    .createTable('orders')
    .ifNotExists()
    .addColumn('id', 'integer', (id) => id.primaryKey())
    .execute()
  return {
    db,
    transaction: (work) =>
      db.transaction().execute((transaction) =>
        work({
          transaction,
          writeOrder: async () => {
            await transaction.insertInto('orders').defaultValues().execute()
          },
        }),
      ),
    countOrders: async () => (await db.selectFrom('orders').selectAll().execute()).length,
    close: () => db.destroy(),
  }
}
