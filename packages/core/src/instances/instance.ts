import type { HeldReason } from '../pacing/held-reasons.ts'
import { firstHold } from '../pacing/held-reasons.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import type { InstanceRecord, InstanceStatus } from '../storage/instance-record.ts'

/** An instance as its account sees it. */
export interface Instance {
  readonly id: number
  readonly name: string
  /** The linked number's digits, null until linked. */
  readonly phone: string | null
  readonly status: InstanceStatus
  /** A stable word on why, e.g. `qr_expired`; null when the status says it all. */
  readonly statusReason: string | null
  /** What WhatsApp holds against the number; null when nothing. */
  readonly restriction: { readonly type: string; readonly until: Date | null } | null
  /** Why its whole queue waits, e.g. `paused`; null while it goes on. */
  readonly heldReason: HeldReason | null
  /** Until when it waits; null when nobody can say, or while it goes on. */
  readonly heldUntil: Date | null
  /** What bounds this number; null for what its server goes by. */
  readonly pacing: Pacing | null
  /** The account's own words on it. */
  readonly metadata: Readonly<Record<string, string>>
  readonly createdAt: Date
  /** When it last came online. */
  readonly connectedAt: Date | null
}

/** Shows a stored instance to its account. */
export const toInstance = (record: InstanceRecord): Instance => ({
  id: record.id,
  name: record.name,
  phone: record.phone,
  status: record.status,
  statusReason: record.statusReason,
  // Once its time is over nothing waits any more but for the first contact that goes ahead.
  restriction:
    record.restriction === null || record.restriction.isProbing
      ? null
      : {
          type: record.restriction.type,
          until: record.restriction.until === null ? null : new Date(record.restriction.until),
        },
  ...toHeld(record),
  pacing: record.pacing,
  metadata: record.metadata,
  createdAt: new Date(record.createdAt),
  connectedAt: record.connectedAt === null ? null : new Date(record.connectedAt),
})

const toHeld = ({ pausedAt, holds }: InstanceRecord): Pick<Instance, 'heldReason' | 'heldUntil'> => {
  if (pausedAt !== null) return { heldReason: 'paused', heldUntil: null }
  // What has ended is taken away by whoever owns the instance, and says so by its end until then.
  const hold = firstHold(holds, 0)
  return {
    heldReason: hold?.reason ?? null,
    heldUntil: hold === null || hold.until === null ? null : new Date(hold.until),
  }
}
