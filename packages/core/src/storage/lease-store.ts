import type { Lease } from './lease.ts'

/** A lease that was just taken. */
export interface TakenLease extends Lease {
  /** Whether its last owner handed it over in good order, so that nothing is gained by waiting. */
  readonly isHandedOver: boolean
}

/** One living process that owns numbers. */
export interface WorkerRecord {
  readonly ownerId: string
  /** The most instances it takes, null for any number. */
  readonly maxInstances: number | null
  /** How many it holds. */
  readonly held: number
}

/** Who shares the instances, as the database saw it at one moment. */
export interface LeaseCensus {
  /** Every living process that owns numbers, in the order of its id; the asking one among them. */
  readonly workers: readonly WorkerRecord[]
  /** How many instances there are to own. */
  readonly instances: number
}

/** What may have happened to an instance elsewhere. */
export interface InstanceNews {
  readonly instanceId: number
  /** Whether its owner may have something to do: it is deleted, not linked, or somebody asks something of it. */
  readonly wantsLook: boolean
  /** Whether messages wait in its queue. */
  readonly hasQueued: boolean
}

/** Which process owns which instance. Leases expire by the database's clock alone. */
export interface LeaseStore {
  /** Whether a lease ends when nobody prolongs it; where one process owns the whole database, it ends with the process. */
  readonly expire: boolean
  /**
   * Says that a process lives and owns numbers, for `ttlMs` from now, and prolongs those of its leases that have not
   * expired. Gives the leases it still holds, in the order of their ids. Throws `storage_owned` where only one process
   * can own numbers and another does.
   */
  renew(input: {
    readonly ownerId: string
    readonly ttlMs: number
    readonly maxInstances: number | null
  }): Promise<readonly Lease[]>
  /** Counts who shares the instances. `ownerId` is the asking process, known by {@link LeaseStore.renew}. */
  census(input: { readonly ownerId: string }): Promise<LeaseCensus>
  /**
   * Takes up to `limit` instances that no living owner holds, deleted but not yet purged ones included, each under a
   * risen epoch; those handed over first. Two callers never get the same one. Throws `storage_owned` as `renew` does.
   */
  acquire(input: {
    readonly ownerId: string
    readonly ttlMs: number
    readonly limit: number
  }): Promise<readonly TakenLease[]>
  /** Hands instances over: their leases end at once, so that the next owner need not wait. */
  release(input: { readonly ownerId: string; readonly instanceIds: readonly number[] }): Promise<void>
  /**
   * Tells of which of its instances a process may have missed something, in one look at all of them, for whoever cannot
   * be told in any other way; those of which there is nothing to tell are left out.
   */
  news(input: { readonly ownerId: string }): Promise<readonly InstanceNews[]>
  /** Says that a process takes no more instances, so that others count without it; it keeps what it holds. */
  retire(input: { readonly ownerId: string }): Promise<void>
  /** Hands over whatever the process still holds and forgets it. */
  leave(input: { readonly ownerId: string }): Promise<void>
}
