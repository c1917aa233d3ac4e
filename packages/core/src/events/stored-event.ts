import type { EventRecord } from '../storage/event-record.ts'
import type { InstanceStatus } from '../storage/instance-record.ts'
import type { MessageStatus } from '../storage/message-record.ts'

/** A message took a step; stored with the step itself. */
export interface StoredMessageEvent {
  /** Rises with time; whoever reads on names the last one that was read. */
  readonly id: number
  readonly type: `message.${MessageStatus}`
  readonly at: Date
  readonly instanceId: number
  readonly messageId: number
  readonly status: MessageStatus
  readonly errorCode: string | null
}

/** An instance stands somewhere else; stored with the change itself. */
export interface StoredInstanceEvent {
  readonly id: number
  readonly type: 'instance.status'
  readonly at: Date
  readonly instanceId: number
  readonly status: InstanceStatus
  readonly statusReason: string | null
}

/** One change of a status that is kept, for as long as retention keeps it. */
export type StoredEvent = StoredMessageEvent | StoredInstanceEvent

/** A QR code that is shown now. It is not kept: whoever opens a stream gets the current one, and then each that follows. */
export interface ShownQr {
  readonly type: 'instance.qr'
  readonly instanceId: number
  /** The text to encode as a QR code, as it is. */
  readonly qr: string
  readonly expiresAt: Date
}

/** Events between two ids may be gone: retention has removed them, or the first id is none of this database. */
export interface StreamGap {
  readonly type: 'stream.gap'
  /** The id that was asked for. */
  readonly after: number
  /** Where it goes on: every event above this id follows. */
  readonly id: number
}

/** Nothing happened for a while. */
export interface StreamIdle {
  readonly type: 'stream.idle'
  /** Up to here nothing is missing. */
  readonly id: number
}

/** What a stream gives. */
export type StreamedEvent = StoredEvent | ShownQr | StreamGap | StreamIdle

/** What may be asked for by name. */
export type EventType = StoredEvent['type'] | ShownQr['type']

/** Shows a stored event to its account. */
export const toStoredEvent = (record: EventRecord): StoredEvent => {
  const { id, instanceId, reason } = record
  const at = new Date(record.at)
  if (record.messageId === null) {
    return { id, type: 'instance.status', at, instanceId, status: record.status, statusReason: reason }
  }
  const { messageId, status } = record
  return { id, type: `message.${status}`, at, instanceId, messageId, status, errorCode: reason }
}
