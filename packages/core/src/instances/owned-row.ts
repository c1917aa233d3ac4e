import type { Clock } from '../clock.ts'
import type { InstancePatch, InstanceRecord, InstanceWish } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'

/** The owner's view of its instance's row, the only place where the instance's truth is kept. */
export interface OwnedRow {
  /** What the row was at the latest look. */
  readonly latest: InstanceRecord
  /** Reads the row again; null once it is purged. */
  reload(): Promise<InstanceRecord | null>
  /** Changes the row, and tells when its status changed. */
  update(patch: InstancePatch): Promise<void>
  /** Says that somebody's wish was done. */
  done(wish: InstanceWish): Promise<void>
}

/** Builds the view on a row that was read. */
export const createOwnedRow = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly row: InstanceRecord
  readonly onStatus: (row: InstanceRecord) => void
}): OwnedRow => {
  const { lease, storage, clock, onStatus } = input
  let latest = input.row
  return {
    get latest() {
      return latest
    },
    reload: async () => {
      const row = await storage.instances.find(lease.instanceId)
      if (row !== null) latest = row
      return row
    },
    update: async (patch) => {
      const { before, after } = await storage.instances.update(lease, patch, clock.now())
      latest = after
      if (before.status !== after.status || before.statusReason !== after.statusReason) onStatus(after)
    },
    done: async (wish) => {
      latest = await storage.instances.endWish(lease, wish)
    },
  }
}
