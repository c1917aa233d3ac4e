import type { InstanceRecord } from '../storage/instance-record.ts'
import type { QueueDepth } from '../storage/instance-store.ts'
import type { Instance } from './instance.ts'
import { toInstance } from './instance.ts'

/** What waits in the queue of an instance. */
export interface InstanceQueue {
  /** How many messages are queued: counted up to 1,000, so that a long queue costs no more. */
  readonly queued: number
  /** Whether there are more than were counted. */
  readonly isMore: boolean
  /** When the oldest was accepted of those that wait for anything but their own time; null when there is none. */
  readonly oldestQueuedAt: Date | null
}

/** An instance and what waits in its queue. */
export interface InstanceDetails extends Instance {
  readonly queue: InstanceQueue
}

/** Shows a stored instance with its queue; nothing is known of the queue of one that has just gone. */
export const toInstanceDetails = (record: InstanceRecord, depth: QueueDepth | undefined): InstanceDetails => ({
  ...toInstance(record),
  queue: {
    queued: depth?.queued ?? 0,
    isMore: depth?.isMore ?? false,
    oldestQueuedAt: depth === undefined || depth.oldestQueuedAt === null ? null : new Date(depth.oldestQueuedAt),
  },
})
