import type { HostConnection, HostRow } from '@khabeer/core/sql'
import type { Queryable } from './run-program.ts'
import { createProgramRunner, numberTypes } from './run-program.ts'

/** A client of the host's own `pg`, which may be another copy than ours: known by its shape. */
export interface HostClient extends Queryable {
  escapeLiteral(text: string): string
}

/** Tells a client of `pg` from anything else. */
export const isClient = (value: unknown): value is HostClient => has(value, 'query') && has(value, 'escapeLiteral')

/** Tells a pool of `pg`, of whose connections nobody knows which one a transaction is on. */
export const isPool = (value: unknown): boolean =>
  has(value, 'query') && has(value, 'connect') && typeof value === 'object' && value !== null && 'totalCount' in value

/** Gives the connection that a client is. Nothing stays prepared on it: it may lead to a pooler although ours do not. */
export const clientConnection = (client: HostClient): HostConnection => {
  const runner = createProgramRunner(() => false)
  return {
    query: async (text, values = []) => {
      const { rows } = await client.query({ text, values: [...values], types: numberTypes })
      // `pg` gives each row as an object of its columns.
      return rows as readonly HostRow[]
    },
    execute: (step) => runner.execute(client, step),
  }
}

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function'
