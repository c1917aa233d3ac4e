import { sql } from 'kysely'
import type { LeaseStore } from '../lease-store.ts'
import { StorageError } from '../storage-error.ts'
import type { Parameter } from './prepared-query.ts'
import { all, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the lease store of a driver of whose database one process at a time owns all numbers. */
export const createLeaseStore = (context: SqlContext): LeaseStore => {
  const { driver } = context
  const queries = createQueries(context)
  let holder: string | undefined

  return {
    acquire: async ({ ownerId }) => {
      if (holder !== undefined && holder !== ownerId) {
        throw new StorageError('storage_owned', 'The numbers of this database have an owner already: stop it first.')
      }
      holder = ownerId
      const isNewOwner = await driver.ownership.take().catch((error: unknown) => {
        holder = undefined
        throw error
      })
      const leases = await driver.write(function* () {
        // Whoever holds the ownership knows that every other owner is gone, one of its own name included.
        if (isNewOwner) yield* run(queries.forgetOwners, {})
        return yield* all(queries.take, { ownerId })
      })
      return leases.toSorted((first, second) => first.instanceId - second.instanceId)
    },
    renew: ({ ownerId }) => driver.read(() => all(queries.list, { ownerId })),
    release: async ({ ownerId }) => {
      await driver.write(() => run(queries.release, { ownerId }))
      if (holder !== ownerId) return
      holder = undefined
      driver.ownership.give()
    },
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  forgetOwners: prepare((db, _parameter: Parameter<Record<never, never>>) =>
    db.updateTable('khabeer_instances').set({ owner: null }).where('owner', 'is not', null),
  ),
  take: prepare((db, parameter: Parameter<{ ownerId: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ owner: parameter('ownerId'), epoch: sql`epoch + 1` })
      .where('owner', 'is', null)
      .returning(['id as instanceId', 'epoch']),
  ),
  list: prepare((db, parameter: Parameter<{ ownerId: string }>) =>
    db
      .selectFrom('khabeer_instances')
      .select(['id as instanceId', 'epoch'])
      .where('owner', '=', parameter('ownerId'))
      .orderBy('id'),
  ),
  release: prepare((db, parameter: Parameter<{ ownerId: string }>) =>
    db.updateTable('khabeer_instances').set({ owner: null }).where('owner', '=', parameter('ownerId')),
  ),
})
