import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { QueueHold } from '../pacing/held-reasons.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import type { Connection } from '../transport/transport.ts'

/** Who a number may write to. */
export interface Reach {
  /** Until when only recipients who wrote to the number lately are written to, in epoch ms; null while everybody is. */
  strangersUntil(): number | null
  /** Tells whether somebody may be written to now. */
  mayWriteTo(recipient: string): Promise<boolean>
}

/** What a runner needs. */
export interface RunnerOptions {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  /** What bounds the number now. */
  readonly pacing: () => Pacing
  /** Who may be written to while WhatsApp restricts the number; asked at each message. */
  readonly restriction: Reach
  /** What holds the whole queue, as stored. */
  readonly holds: readonly QueueHold[]
  /** Called with the end of a pause that WhatsApp asked for. */
  readonly onPause: (until: number) => void
  /** When the number last wrote, as stored. */
  readonly lastSendAt: number | null
  /** Builds a message and uploads its media on the given line. */
  readonly prepare: (message: MessageRecord, connection: Connection, signal: AbortSignal) => Promise<Uint8Array>
  /** What becomes of a message that may have left and was never acknowledged. */
  readonly onUnknown: 'resend' | 'fail'
  /** Called after each change that was stored. */
  readonly onChange: (change: MessageChange) => void
  /** Whether the lease surely still holds. */
  readonly isHeld: () => boolean
  /** Called when another owner has the instance. */
  readonly onLeaseLost: () => void
}
