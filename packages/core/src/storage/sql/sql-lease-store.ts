import { randomUUID } from 'node:crypto'
import type { LeaseStore, WorkerRecord } from '../lease-store.ts'
import { StorageError } from '../storage-error.ts'
import { createLeaseQueries } from './lease-queries.ts'
import { all, one, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

const longestLifeMs = 100 * 365 * 86_400_000

/** Builds the lease store of a driver. */
export const createLeaseStore = (context: SqlContext): LeaseStore => {
  const { driver } = context
  const queries = createLeaseQueries(context)
  // What stands in the rows is unlike any earlier owner's, one of the same name included.
  const incarnation = randomUUID()
  const nameOf = (ownerId: string): string => `${ownerId}:${incarnation}`
  /** The names under which this process has said that it lives. */
  const attended = new Set<string>()
  /** Who owns the whole database, where that is how it is owned. */
  let holder: string | undefined

  /** Whoever holds the whole database knows that every other owner is gone. */
  const takeDatabase = async (ownerId: string): Promise<void> => {
    if (driver.ownership === null || holder === ownerId) return
    if (holder !== undefined) {
      throw new StorageError('storage_owned', 'The numbers of this database have an owner already: stop it first.')
    }
    holder = ownerId
    try {
      await driver.ownership.take()
      await driver.write(function* () {
        yield* run(queries.expireOthers, { owner: nameOf(ownerId) })
        yield* run(queries.forgetOthers, { owner: nameOf(ownerId) })
        yield* run(queries.attend, { owner: nameOf(ownerId), ttlMs: longestLifeMs, maxInstances: null })
      })
    } catch (error) {
      holder = undefined
      driver.ownership.give()
      throw error
    }
  }

  const giveDatabase = (ownerId: string): void => {
    if (driver.ownership === null || holder !== ownerId) return
    holder = undefined
    driver.ownership.give()
  }

  /** What ends with its process needs no end of its own. */
  const lifeOf = (ttlMs: number): number => (driver.ownership === null ? ttlMs : longestLifeMs)

  return {
    expire: driver.ownership === null,
    renew: async ({ ownerId, ttlMs, maxInstances }) => {
      await takeDatabase(ownerId)
      const owner = nameOf(ownerId)
      // One process that owns everything needs no write to go on, which a full disk would refuse.
      if (driver.ownership !== null) return driver.read(() => all(queries.held, { owner }))
      const isNew = !attended.has(owner)
      const leases = await driver.write(function* () {
        // A process that was killed says no goodbye: whoever comes next clears up behind it.
        if (isNew) yield* run(queries.forgetGone, {})
        yield* run(queries.attend, { owner, ttlMs, maxInstances })
        return yield* all(queries.renew, { owner, ttlMs })
      })
      attended.add(owner)
      return leases.toSorted(byInstance)
    },
    census: ({ ownerId }) =>
      driver.read(function* () {
        const rows = yield* all(queries.workers, {})
        const count = yield* one(queries.countInstances, {})
        const own = nameOf(ownerId)
        const workers = rows.map(
          ({ owner, maxInstances, held }): WorkerRecord => ({
            // Another process's name stays whole: it only has to differ.
            ownerId: owner === own ? ownerId : owner,
            maxInstances,
            held: Number(held),
          }),
        )
        return { workers, instances: Number(count?.instances ?? 0) }
      }),
    acquire: async ({ ownerId, ttlMs, limit }) => {
      await takeDatabase(ownerId)
      if (limit <= 0) return []
      const taken = await driver.write(() =>
        all(queries.acquire, { owner: nameOf(ownerId), ttlMs: lifeOf(ttlMs), limit }),
      )
      return taken
        .map(({ isHandedOver, ...lease }) => ({ ...lease, isHandedOver: isHandedOver === 1 }))
        .toSorted(byInstance)
    },
    release: async ({ ownerId, instanceIds }) => {
      if (instanceIds.length === 0) return
      const owner = nameOf(ownerId)
      await driver.write(function* () {
        for (const instanceId of instanceIds) yield* run(queries.release, { owner, instanceId })
      })
      driver.publish({ kind: 'leases' })
    },
    news: ({ ownerId }) =>
      driver.read(function* () {
        const rows = yield* all(queries.news, { owner: nameOf(ownerId) })
        return rows
          .map(({ instanceId, wantsLook, hasQueued }) => ({
            instanceId,
            wantsLook: wantsLook === 1,
            hasQueued: hasQueued === 1,
          }))
          .filter(({ wantsLook, hasQueued }) => wantsLook || hasQueued)
      }),
    retire: async ({ ownerId }) => {
      await driver.write(() => run(queries.forget, { owner: nameOf(ownerId) }))
      driver.publish({ kind: 'leases' })
    },
    leave: async ({ ownerId }) => {
      if (driver.ownership !== null && holder !== ownerId) return
      const owner = nameOf(ownerId)
      await driver.write(function* () {
        yield* run(queries.releaseAll, { owner })
        yield* run(queries.forget, { owner })
      })
      giveDatabase(ownerId)
      driver.publish({ kind: 'leases' })
    },
  }
}

const byInstance = (first: { readonly instanceId: number }, second: { readonly instanceId: number }): number =>
  first.instanceId - second.instanceId
