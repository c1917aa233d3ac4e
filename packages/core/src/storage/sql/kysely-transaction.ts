import { CompiledQuery } from 'kysely'
import type { HostConnection, HostRow } from './host-transaction.ts'
import type { SqlValue } from './prepared-query.ts'

/** A transaction of the host's own Kysely, which may be of another version than ours: known by its shape. */
export interface KyselyTransaction {
  readonly isTransaction: true
  withoutPlugins(): KyselyTransaction
  executeQuery(query: CompiledQuery): Promise<{
    readonly rows: readonly HostRow[]
    readonly numAffectedRows?: bigint
    readonly insertId?: bigint
  }>
}

/** Tells a Kysely transaction from anything else, a Kysely outside of a transaction included. */
export const isKyselyTransaction = (value: unknown): value is KyselyTransaction =>
  typeof value === 'object' &&
  value !== null &&
  'isTransaction' in value &&
  value.isTransaction === true &&
  'withoutPlugins' in value &&
  typeof value.withoutPlugins === 'function' &&
  'executeQuery' in value &&
  typeof value.executeQuery === 'function'

/** Gives the connection that a Kysely transaction is open on. */
export const kyselyConnection = (transaction: KyselyTransaction): HostConnection => {
  // The host's plugins are for the host's queries: one that renames columns would rename ours.
  const plain = transaction.withoutPlugins()
  const run = (text: string, values: readonly SqlValue[]) => plain.executeQuery(CompiledQuery.raw(text, [...values]))

  return {
    query: async (text, values = []) => (await run(text, values)).rows,
    execute: async ({ query, values, expects }) => {
      const { rows, numAffectedRows, insertId } = await run(query.sql, values)
      if (expects === 'changes') return Number(numAffectedRows)
      const plainRows = rows.map(toPlainRow)
      if (expects === 'rows') return plainRows
      if (expects === 'row') return plainRows[0]
      return plainRows[0]?.id ?? Number(insertId)
    },
  }
}

/** The integers that an accept reads: a host's connection may hand out 64 bits as text or as a bigint. */
const integerColumns: ReadonlySet<string> = new Set([
  'daily_messages',
  'id',
  'instance_id',
  'is_disabled',
  'monthly_messages',
  'used',
])

const toPlainRow = (row: HostRow): HostRow =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlainValue(name, value)]))

const toPlainValue = (name: string, value: unknown): unknown =>
  value !== null && integerColumns.has(name) ? Number(value) : value
