import type { SqlColumnTypes, SqlDialect } from '@khabeer/core/sql'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from '@khabeer/core/sql'

/** How SQLite's queries are written. */
export const sqliteDialect: SqlDialect = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  now: "cast(unixepoch('subsec') * 1000 as integer)",
}

/** How SQLite's columns are declared. AUTOINCREMENT: an id is never given twice, even after its row is gone. */
export const sqliteColumnTypes: SqlColumnTypes = {
  bytes: 'blob',
  integer: 'integer',
  generateId: (column) => column.primaryKey().autoIncrement(),
}
