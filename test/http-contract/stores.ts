import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { Gateway } from '../../packages/express/test/support/gateway.ts'
import { startGateway } from '../../packages/express/test/support/gateway.ts'

/** Starts a gateway on each kind of store. */
export const stores: Readonly<Record<'SQLite' | 'PostgreSQL', () => Promise<Gateway>>> = {
  SQLite: () => startGateway(),
  PostgreSQL: async () => {
    const connectionString = inject('postgresUrl')
    const schema = `khabeer_contract_${randomBytes(6).toString('hex')}`
    const gateway = await startGateway({ connectionString, schema })
    return {
      ...gateway,
      close: async () => {
        await gateway.close()
        const client = new pg.Client({ connectionString })
        await client.connect()
        await client.query(`drop schema ${schema} cascade`)
        await client.end()
      },
    }
  },
}
