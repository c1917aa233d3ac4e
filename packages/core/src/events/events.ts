import type { Instance } from '../instances/instance.ts'
import type { Message } from '../messages/message.ts'
import type { MessageStatus } from '../storage/message-record.ts'

/** What every message event carries. */
export interface MessageEvent {
  readonly accountId: number
  readonly message: Message
}

/** An instance stands somewhere else now. */
export interface InstanceStatusEvent {
  readonly accountId: number
  readonly instance: Instance
}

/** A new QR code to show. */
export interface InstanceQrEvent {
  readonly accountId: number
  readonly instanceId: number
  /** The text to encode as a QR code, as it is. */
  readonly qr: string
  readonly expiresAt: Date
}

/** Every event by name, with its payload. Events fire in the process that made the change. */
export type KhabeerEvents = {
  readonly [Status in MessageStatus as `message.${Status}`]: MessageEvent
} & {
  readonly 'instance.status': InstanceStatusEvent
  readonly 'instance.qr': InstanceQrEvent
}
