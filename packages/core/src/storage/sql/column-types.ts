import type { ColumnDefinitionBuilder } from 'kysely'

/** How a database spells what the migrations need; the driver brings it. */
export interface SqlColumnTypes {
  /** Holds bytes. */
  readonly bytes: 'blob' | 'bytea'
  /** Holds ids and epoch ms: 53 bits at least. */
  readonly integer: 'integer' | 'bigint'
  /** Makes a column the generated primary key whose values are never given twice. */
  generateId(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
}
