import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import type { RunnerOptions } from '../queue/runner-options.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import type { Transport } from '../transport/transport.ts'
import type { ConnectBudget } from './connect-budget.ts'
import type { VersionKeeper } from './version-keeper.ts'

/** What an owner shares with the owners of other instances. */
export interface OwnerContext {
  readonly storage: Storage
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  readonly connecting: ConnectBudget
  readonly versions: VersionKeeper
  /** What bounds a number for which nothing else was set. */
  readonly pacing: Pacing
  readonly runner: Pick<RunnerOptions, 'onUnknown' | 'prepare'>
  readonly onMessageChange: (change: MessageChange) => void
  readonly onInstanceStatus: (row: InstanceRecord) => void
  readonly onQr: (row: InstanceRecord, qr: string, expiresAt: number) => void
}

/** What an owner begins with. */
export interface OwnedInstance {
  readonly lease: Lease
  /** The row as it was just read. */
  readonly found: InstanceRecord
  readonly context: OwnerContext
  /** Whether the last owner handed the instance over, so that it connects at once. */
  readonly isHandedOver: boolean
  /** Whether the lease surely still holds: nothing may leave once it does not. */
  readonly isHeld: () => boolean
}
