import type { QueueHold, QueueHoldReason } from '../pacing/held-reasons.ts'
import type { InstancePatch, InstanceRecord, InstanceSettings, InstanceWish } from './instance-record.ts'
import type { Lease } from './lease.ts'
import type { IdempotencyInput, MessageChange } from './message-store.ts'

/** What became of a new instance. */
export type CreateInstanceOutcome =
  | { readonly kind: 'created'; readonly instance: InstanceRecord }
  /** The same key and input came before: the instance as it was then. */
  | { readonly kind: 'replayed'; readonly instance: InstanceRecord }
  | { readonly kind: 'key_reused' }
  | { readonly kind: 'limit_reached'; readonly limit: number }
  | { readonly kind: 'account_not_found' }
  | { readonly kind: 'account_disabled' }

/** What waits in the queue of an instance. */
export interface QueueDepth {
  readonly instanceId: number
  /** How many messages are queued, as far as they were counted. */
  readonly queued: number
  /** Whether there are more than were counted. */
  readonly isMore: boolean
  /** When the oldest was accepted of those that wait for anything but their own time; null when there is none. */
  readonly oldestQueuedAt: number | null
}

/** A QR code that an instance shows. */
export interface ShownCode {
  readonly accountId: number
  readonly instanceId: number
  /** The text to encode. */
  readonly qr: string
  /** Epoch ms until which it can be scanned. */
  readonly expiresAt: number
}

/** The instances, their statuses and the codes to link them. Deleted ones are gone from every read but {@link InstanceStore.find}. */
export interface InstanceStore {
  /**
   * Creates an instance as `waiting_scan` if the plan's number of instances allows it, exactly, under any concurrency, and
   * keeps its idempotency key, in one transaction. Counts as asking for a QR code.
   */
  create(input: {
    readonly accountId: number
    readonly name: string
    readonly at: number
    readonly idempotency?: IdempotencyInput | undefined
  }): Promise<CreateInstanceOutcome>
  /** Lists an account's instances, oldest first: all of them, or those among some ids. */
  list(accountId: number, ids?: readonly number[]): Promise<readonly InstanceRecord[]>
  /** Reads one instance of an account; null for a foreign or missing id. */
  get(accountId: number, instanceId: number): Promise<InstanceRecord | null>
  /** Reads an instance by id alone, deleted or not; null once it is purged. */
  find(instanceId: number): Promise<InstanceRecord | null>
  /** Lists the QR codes that instances of all accounts show, also those whose time is over. */
  shownCodes(): Promise<readonly ShownCode[]>
  /** Notes that somebody asks for a QR code now; null for a foreign or missing id. */
  requestQr(accountId: number, instanceId: number, at: number): Promise<InstanceRecord | null>
  /** Notes that a pairing code for `phone` is wanted, and forgets an older one; null for a foreign or missing id. */
  requestPairingCode(
    accountId: number,
    instanceId: number,
    input: { readonly phone: string; readonly at: number },
  ): Promise<InstanceRecord | null>
  /** Changes what an account may of its instance, and has the owner look at it; null for a foreign or missing id. */
  configure(accountId: number, instanceId: number, settings: InstanceSettings): Promise<InstanceRecord | null>
  /**
   * Has the owner close the line and open it anew, unless it is to unlink the number; of one that is not linked it counts as
   * asking for a QR code. Null for a foreign or missing id.
   */
  requestRestart(accountId: number, instanceId: number, at: number): Promise<InstanceRecord | null>
  /** Has the owner unlink the number; nothing of one that is not linked. Null for a foreign or missing id. */
  requestLogout(accountId: number, instanceId: number): Promise<InstanceRecord | null>
  /** Says that a wish was done, unless another one has taken its place; gives the row. */
  endWish(lease: Lease, wish: InstanceWish): Promise<InstanceRecord>
  /**
   * Tells what waits in the queues of an account's instances, or of one of them, in the order of their ids. Each is counted
   * up to `limit`, so that a long queue costs no more than that.
   */
  depths(
    accountId: number,
    which: { readonly instanceId?: number | undefined; readonly limit: number },
  ): Promise<readonly QueueDepth[]>
  /** Holds the queue of an instance until it is resumed; null for a foreign or missing id. */
  pause(accountId: number, instanceId: number, at: number): Promise<InstanceRecord | null>
  /** Lets a paused queue go on, and one that was held because of another number; null for a foreign or missing id. */
  resume(accountId: number, instanceId: number): Promise<InstanceRecord | null>
  /** Holds the whole queue for a reason, or sets another end to it. */
  hold(lease: Lease, hold: QueueHold): Promise<void>
  /** Ends what holds the queue for this reason. */
  endHold(lease: Lease, reason: QueueHoldReason): Promise<void>
  /**
   * Changes the owner's fields; a changed status writes one event. `isLinked: false` removes the credentials with it, so
   * that no instance counts as linked without them. Gives the row before and after.
   */
  update(
    lease: Lease,
    patch: InstancePatch,
    at: number,
  ): Promise<{ readonly before: InstanceRecord; readonly after: InstanceRecord }>
  /**
   * Marks an instance deleted: its queued messages become `cancelled` and give their units back, `sending` ones fail as
   * `outcome_unknown`. Null for a foreign or missing id. The owner unlinks it and then purges it.
   */
  delete(
    accountId: number,
    instanceId: number,
    at: number,
  ): Promise<{ readonly instance: InstanceRecord; readonly changes: readonly MessageChange[] } | null>
  /** Forgets a deleted instance's credentials and recipients and that there was one; its messages stay readable. */
  purge(lease: Lease): Promise<void>
}
