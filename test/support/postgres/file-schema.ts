import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** A schema for many tests of one file. */
export interface FileSchema {
  /** Where the storage under test connects. */
  readonly connectionString: string
  /** Its name alone: what is tested makes the schema itself. */
  readonly schema: string
  drop(): Promise<void>
}

/** Names a schema that no other file uses; whoever names it drops it. */
export const fileSchema = (): FileSchema => {
  const connectionString = inject('postgresUrl')
  const schema = `khabeer_test_${randomBytes(6).toString('hex')}`
  return {
    connectionString,
    schema,
    drop: async () => {
      const client = new pg.Client({ connectionString })
      await client.connect()
      await client.query(`drop schema ${schema} cascade`)
      await client.end()
    },
  }
}
