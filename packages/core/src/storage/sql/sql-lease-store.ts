import { randomUUID } from 'node:crypto'
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
  /** What stands in the rows is unlike any earlier owner's, one of the same name included. */
  let holder: { readonly ownerId: string; readonly owner: string } | undefined

  return {
    acquire: async ({ ownerId }) => {
      if (holder !== undefined && holder.ownerId !== ownerId) {
        throw new StorageError('storage_owned', 'The numbers of this database have an owner already: stop it first.')
      }
      holder ??= { ownerId, owner: `${ownerId}:${randomUUID()}` }
      const { owner } = holder
      try {
        await driver.ownership.take()
      } catch (error) {
        holder = undefined
        throw error
      }
      // Whoever holds the ownership knows that every other owner is gone.
      const leases = await driver.write(() => all(queries.take, { owner }))
      return leases.toSorted((first, second) => first.instanceId - second.instanceId)
    },
    renew: async ({ ownerId }) => {
      if (holder?.ownerId !== ownerId) return []
      const { owner } = holder
      return driver.read(() => all(queries.list, { owner }))
    },
    release: async ({ ownerId }) => {
      if (holder?.ownerId !== ownerId) return
      const { owner } = holder
      await driver.write(() => run(queries.release, { owner }))
      holder = undefined
      driver.ownership.give()
    },
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  take: prepare((db, parameter: Parameter<{ owner: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ owner: parameter('owner'), epoch: sql`epoch + 1` })
      .where((where) => where.or([where('owner', 'is', null), where('owner', '<>', parameter('owner'))]))
      .returning(['id as instanceId', 'epoch']),
  ),
  list: prepare((db, parameter: Parameter<{ owner: string }>) =>
    db
      .selectFrom('khabeer_instances')
      .select(['id as instanceId', 'epoch'])
      .where('owner', '=', parameter('owner'))
      .orderBy('id'),
  ),
  release: prepare((db, parameter: Parameter<{ owner: string }>) =>
    db.updateTable('khabeer_instances').set({ owner: null }).where('owner', '=', parameter('owner')),
  ),
})
