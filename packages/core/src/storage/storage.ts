import type { AccountStore, ApiKeyStore, UsageStore } from './account-store.ts'
import type { CredentialStore } from './credential-store.ts'
import type { EventStore } from './event-store.ts'
import type { InstanceStore } from './instance-store.ts'
import type { LeaseStore } from './lease-store.ts'
import type { MessageStore } from './message-store.ts'
import type { RecipientStore } from './recipient-store.ts'
import type { RetentionStore } from './retention-store.ts'
import type { Signals } from './signals.ts'

/**
 * Everything Khabeer remembers, as verbs of its own field.
 *
 * Each verb is one transaction, durable when its promise resolves, and throws only {@link StorageError}. Time comes in
 * as epoch ms. A verb that takes a {@link Lease} changes nothing when the lease is not the current one: it then throws
 * a `StorageError` with the code `stale_lease`. Two processes are always assumed.
 */
export interface Storage {
  readonly messages: MessageStore
  readonly instances: InstanceStore
  readonly leases: LeaseStore
  readonly credentials: CredentialStore
  readonly recipients: RecipientStore
  readonly accounts: AccountStore
  readonly apiKeys: ApiKeyStore
  readonly usage: UsageStore
  readonly events: EventStore
  readonly retention: RetentionStore
  readonly signals: Signals
  /** Opens the database and brings its tables to this version; safe when several processes do it at once. */
  migrate(): Promise<void>
  /** Gives back every handle, also half opened ones. Idempotent. */
  close(): Promise<void>
}
