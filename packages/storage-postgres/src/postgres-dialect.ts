import type { SqlColumnTypes, SqlDialect } from '@khabeer/core/sql'
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from '@khabeer/core/sql'

/** Gives how PostgreSQL's queries are written, on the tables of a schema. */
export const postgresDialect = (schema: string | undefined): SqlDialect => ({
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  now: '(extract(epoch from clock_timestamp()) * 1000)::bigint',
  schema,
})

/** How PostgreSQL's columns are declared. An accept of many messages chooses their ids itself, from the same sequence. */
export const postgresColumnTypes: SqlColumnTypes = {
  bytes: 'bytea',
  integer: 'bigint',
  generateId: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
}
