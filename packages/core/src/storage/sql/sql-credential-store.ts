import { sql } from 'kysely'
import type { CredentialStore } from '../credential-store.ts'
import type { Parameter } from './prepared-query.ts'
import { one, run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the credential store of a driver. */
export const createCredentialStore = (context: SqlContext): CredentialStore => {
  const { driver } = context
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return {
    read: (instanceId, type, ids) =>
      driver.read(function* () {
        const values = new Map<string, Uint8Array>()
        for (const id of ids) {
          const row = yield* one(queries.read, { instanceId, type, id })
          if (row !== undefined) values.set(id, row.value)
        }
        return values
      }),
    write: (lease, changes) =>
      driver.write(function* () {
        yield* requireLease.toWrite(lease)
        const { instanceId } = lease
        for (const { type, id, value } of changes) {
          if (value === null) yield* run(queries.remove, { instanceId, type, id })
          else yield* run(queries.save, { instanceId, type, id, value })
        }
      }),
  }
}

interface CredentialKey {
  instanceId: number
  type: string
  id: string
}

const createQueries = ({ prepare }: SqlContext) => ({
  read: prepare((db, parameter: Parameter<CredentialKey>) =>
    db
      .selectFrom('khabeer_credentials')
      .select('value')
      .where('instance_id', '=', parameter('instanceId'))
      .where('type', '=', parameter('type'))
      .where('id', '=', parameter('id')),
  ),
  save: prepare((db, parameter: Parameter<CredentialKey & { value: Uint8Array }>) =>
    db
      .insertInto('khabeer_credentials')
      .values({
        instance_id: parameter('instanceId'),
        type: parameter('type'),
        id: parameter('id'),
        value: parameter('value'),
      })
      .onConflict((conflict) =>
        conflict.columns(['instance_id', 'type', 'id']).doUpdateSet({ value: sql`excluded.value` }),
      ),
  ),
  remove: prepare((db, parameter: Parameter<CredentialKey>) =>
    db
      .deleteFrom('khabeer_credentials')
      .where('instance_id', '=', parameter('instanceId'))
      .where('type', '=', parameter('type'))
      .where('id', '=', parameter('id')),
  ),
})
