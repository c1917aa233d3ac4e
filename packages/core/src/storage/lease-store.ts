import type { Lease } from './lease.ts'

/** Which process owns which instance. */
export interface LeaseStore {
  /**
   * Takes every instance that no living owner holds, deleted but not yet purged ones included, each under a risen
   * epoch. Gives those newly taken. Throws `storage_owned` where only one process can own numbers and another does.
   */
  acquire(input: { readonly ownerId: string }): Promise<readonly Lease[]>
  /** Prolongs the owner's leases and gives those it still holds. */
  renew(input: { readonly ownerId: string }): Promise<readonly Lease[]>
  /** Gives up all leases of the owner, so that the next one need not wait. */
  release(input: { readonly ownerId: string }): Promise<void>
}
