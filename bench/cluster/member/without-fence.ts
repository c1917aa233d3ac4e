import type { Clock, Storage } from '@khabeer/core'
import type { Pool } from 'pg'
import { wrapStorage } from '../../seams/wrap-storage.ts'

type LeaseStore = Storage['leases']
type Lease = Awaited<ReturnType<LeaseStore['renew']>>[number]

/** Builds a clock on which no time passes, so that no lease seems to be over. The time of day goes on. */
export const standingClock = (clock: Clock): Clock => ({ ...clock, elapsed: () => 0 })

/**
 * Builds a storage without a fence: each verb of an owner is given whatever lease is the current one, and a lease once
 * taken seems to be held until it is given back.
 */
export const withoutFence = (storage: Storage, database: { readonly pool: Pool; readonly schema: string }): Storage => {
  const held = new Map<number, Lease>()
  const unfenced = wrapStorage(storage, async ({ args, run }) => {
    const [lease, ...rest] = args
    if (!isLease(lease)) return run(args)
    const { rows } = await database.pool.query<{ epoch: string }>(
      `select epoch from "${database.schema}".khabeer_leases where instance_id = $1`,
      [lease.instanceId],
    )
    return run([{ ...lease, epoch: Number(rows[0]?.epoch ?? lease.epoch) }, ...rest])
  })
  const leases: LeaseStore = {
    ...storage.leases,
    acquire: async (input) => {
      const taken = await storage.leases.acquire(input)
      for (const lease of taken) held.set(lease.instanceId, lease)
      return taken
    },
    renew: async (input) => {
      for (const lease of await storage.leases.renew(input)) held.set(lease.instanceId, lease)
      return [...held.values()]
    },
    release: async (input) => {
      for (const instanceId of input.instanceIds) held.delete(instanceId)
      await storage.leases.release(input)
    },
  }
  return new Proxy(unfenced, {
    get: (target, name) => (name === 'leases' ? leases : Reflect.get(target, name, target)),
  })
}

const isLease = (value: unknown): value is Lease =>
  typeof value === 'object' && value !== null && 'instanceId' in value && 'epoch' in value
