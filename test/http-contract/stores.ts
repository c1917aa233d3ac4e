import type { Gateway } from '../../packages/express/test/support/gateway.ts'
import { startGateway } from '../../packages/express/test/support/gateway.ts'
import { fileSchema } from '../support/postgres/file-schema.ts'

/** Starts a gateway on each kind of store. */
export const stores: Readonly<Record<'SQLite' | 'PostgreSQL', () => Promise<Gateway>>> = {
  SQLite: () => startGateway(),
  PostgreSQL: async () => {
    const { connectionString, schema, drop } = fileSchema()
    const gateway = await startGateway({ connectionString, schema })
    return {
      ...gateway,
      close: async () => {
        await gateway.close()
        await drop()
      },
    }
  },
}
