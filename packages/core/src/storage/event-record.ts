import type { InstanceStatus } from './instance-record.ts'
import type { MessageStatus } from './message-record.ts'

interface EventFacts {
  /** Rises with time; not every number is given. */
  readonly id: number
  readonly accountId: number
  readonly instanceId: number
  /** Epoch ms. */
  readonly at: number
}

/** A message took a step. */
export interface MessageEventRecord extends EventFacts {
  readonly messageId: number
  readonly status: MessageStatus
  /** The error code of the message. */
  readonly reason: string | null
}

/** An instance stands somewhere else. */
export interface InstanceEventRecord extends EventFacts {
  readonly messageId: null
  readonly status: InstanceStatus
  /** The status reason of the instance. */
  readonly reason: string | null
}

/** One stored change of a status. */
export type EventRecord = MessageEventRecord | InstanceEventRecord
