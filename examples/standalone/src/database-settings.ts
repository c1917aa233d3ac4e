import type { Storage } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'

/** Which database the settings name. */
export type DatabaseSettings =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres'
      readonly connectionString: string
      readonly connections: number
      readonly schema: string | undefined
    }

/** Builds the storage of a database; nothing is opened before its first use. */
export const toStorage = (database: DatabaseSettings): Storage => {
  if (database.kind === 'sqlite') return sqliteStorage({ file: database.file })
  const { connectionString, connections, schema } = database
  return postgresStorage({ connectionString, max: connections, schema })
}
