import assert from 'node:assert/strict'
import type { QueueLimits } from '../../pacing/pacing-rules.ts'
import type { AccountRecord, Plan } from '../../storage/account-record.ts'
import type { InstanceRecord } from '../../storage/instance-record.ts'
import type { Lease } from '../../storage/lease.ts'
import type { TakenLease } from '../../storage/lease-store.ts'
import type { MessageRecord } from '../../storage/message-record.ts'
import type {
  AcceptBatch,
  AcceptedMessage,
  AcceptOutcome,
  ClaimOutcome,
  NewMessage,
} from '../../storage/message-store.ts'
import type { Storage } from '../../storage/storage.ts'
import { isStorageError } from '../../storage/storage-error.ts'
import type { ConformanceCase } from '../conformance-case.ts'

/** One empty database, and as many handles on it as a case asks for. */
export interface StorageHarness {
  /** Opens and migrates one more handle, as another process would have it. */
  open(): Promise<Storage>
  /** Closes every handle and removes the database. */
  dispose(): Promise<void>
  /** `database`: one process owns all numbers or none; `instance`: each number has its own owner. */
  readonly ownership: 'database' | 'instance'
  /** Runs work in a transaction of a host, which is committed when the work resolves and rolled back when it rejects. */
  transaction<T>(work: (host: HostTransaction) => Promise<T>): Promise<T>
  /** Counts the committed rows of {@link HostTransaction.writeOrder}. */
  countOrders(): Promise<number>
}

/** A transaction that a host has begun, on a connection of its own. */
export interface HostTransaction {
  /** What a host hands to `messages.accept`. */
  readonly transaction: unknown
  /** Writes a row into a table of the host's. */
  writeOrder(): Promise<void>
}

/** What a case works with: a storage, and short ways to fill it. */
export interface StorageWorld {
  readonly storage: Storage
  readonly harness: StorageHarness
  /** Creates an account whose plan is unlimited but for what is given. */
  account(plan?: Partial<Plan>, timeZone?: string): Promise<AccountRecord>
  /** Creates an instance. */
  instance(account: AccountRecord): Promise<InstanceRecord>
  /** Creates an account with one instance that this world owns. */
  owned(plan?: Partial<Plan>): Promise<OwnedInstance>
}

/** An instance, its account and the right to act for it. */
export interface OwnedInstance {
  readonly account: AccountRecord
  readonly instance: InstanceRecord
  readonly lease: Lease
}

/** 2026-11-23T12:00:00Z: every case's time, unless it needs another. */
export const noon = Date.UTC(2026, 10, 23, 12)

/** The name under which a world owns its instances. */
export const ownerId = 'owner-1'

/** Writes one case; its database is gone when it ends. */
export const storageCase = (
  name: string,
  body: (world: StorageWorld) => Promise<void>,
): ConformanceCase<StorageHarness> => ({
  name,
  run: async (create) => {
    const harness = await create()
    try {
      await body(createWorld(harness, await harness.open()))
    } finally {
      await harness.dispose()
    }
  },
})

const createWorld = (harness: StorageHarness, storage: Storage): StorageWorld => {
  let accounts = 0

  const account: StorageWorld['account'] = async (plan = {}, timeZone = 'UTC') => {
    accounts += 1
    const unlimited = { monthlyMessages: null, dailyMessages: null, instances: null }
    return present(
      await storage.accounts.create({
        name: `account-${accounts}`,
        plan: { ...unlimited, ...plan },
        timeZone,
        at: noon,
      }),
    )
  }
  const instance: StorageWorld['instance'] = async ({ id }) => {
    const outcome = await storage.instances.create({ accountId: id, name: 'Shop', at: noon })
    assert.equal(outcome.kind, 'created')
    return outcome.instance
  }

  return {
    storage,
    harness,
    account,
    instance,
    owned: async (plan) => {
      const owner = await account(plan)
      const created = await instance(owner)
      const leases = await acquireAll(storage)
      return {
        account: owner,
        instance: created,
        lease: present(leases.find((lease) => lease.instanceId === created.id)),
      }
    },
  }
}

/** Takes every instance that is free, for a minute unless another time is given. */
export const acquireAll = (storage: Storage, name = ownerId, ttlMs = 60_000): Promise<readonly TakenLease[]> =>
  storage.leases.acquire({ ownerId: name, ttlMs, limit: 1_000 })

/** Prolongs everything that is held by a minute. */
export const renewAll = (storage: Storage, name = ownerId): Promise<readonly Lease[]> =>
  storage.leases.renew({ ownerId: name, ttlMs: 60_000, maxInstances: null })

/** Asserts that something is there. */
export const present = <T>(value: T | null | undefined): T => {
  assert.ok(value !== null && value !== undefined, 'expected a value')
  return value
}

/** Gives the id of a claimed message, or what was claimed instead. */
export const claimedId = (outcome: ClaimOutcome): number | string =>
  outcome.kind === 'message' ? outcome.message.id : outcome.kind

/** Claims the message that goes next and commits it as `sending`, at the same time and within the same limits. */
export const sendNext = async (
  storage: Storage,
  { lease }: OwnedInstance,
  { at, limits = {} }: { readonly at: number; readonly limits?: QueueLimits | undefined },
): Promise<MessageRecord> => {
  const claimed = await storage.messages.claim(lease, at, limits)
  assert.equal(claimed.kind, 'message', `claimed ${JSON.stringify(claimed)}`)
  const { id } = claimed.message
  const input = { messageId: id, built: Uint8Array.of(1), address: 'a@b', at, limits }
  return present(await storage.messages.markSending(lease, input)).after
}

/** Says that an instance is online, so that its messages tell what else holds them. */
export const connect = async (storage: Storage, { lease }: OwnedInstance): Promise<void> => {
  await storage.instances.update(lease, { status: 'connected' }, noon)
}

/** Gives a message's reason to wait. */
export const heldReason = async (storage: Storage, { accountId }: InstanceRecord, id: number): Promise<string | null> =>
  present(await storage.messages.get(accountId, id)).heldReason

/** Gives one message to a recipient, with whatever else is given. */
export const messageTo = (recipient: string, more: Partial<NewMessage> = {}): NewMessage => {
  nextWaId += 1
  return {
    waMessageId: `3EB0${nextWaId.toString(16).toUpperCase().padStart(18, '0')}`,
    recipient,
    type: 'text',
    content: { text: 'Hello' },
    ...more,
  }
}

/** Accepts messages that must be accepted, and gives their ids. */
export const acceptMessages = async (
  storage: Storage,
  instance: InstanceRecord,
  messages: readonly NewMessage[],
): Promise<readonly number[]> =>
  acceptedOf(await storage.messages.accept({ ...batchOf(instance, 0), messages })).map(({ id }) => id)

let nextWaId = 0

/** A batch of texts; each has a WhatsApp id of its own unless they are given. */
export const batchOf = (
  instance: Pick<InstanceRecord, 'id' | 'accountId'>,
  count = 1,
  more: Partial<AcceptBatch> = {},
): AcceptBatch => ({
  accountId: instance.accountId,
  instanceId: instance.id,
  at: noon,
  messages: Array.from({ length: count }, () => {
    nextWaId += 1
    return {
      waMessageId: `3EB0${nextWaId.toString(16).toUpperCase().padStart(18, '0')}`,
      recipient: '201001234567',
      type: 'text' as const,
      content: { text: 'Hello' },
    }
  }),
  ...more,
})

/** Accepts a batch that must be accepted. */
export const acceptAll = async (
  storage: Storage,
  instance: InstanceRecord,
  count = 1,
  more: Partial<AcceptBatch> = {},
): Promise<readonly AcceptedMessage[]> => acceptedOf(await storage.messages.accept(batchOf(instance, count, more)))

/** Accepts one message that must be accepted. */
export const acceptOne = async (storage: Storage, instance: InstanceRecord): Promise<AcceptedMessage> =>
  present((await acceptAll(storage, instance))[0])

/** Accepts one message and commits it as `sending`. */
export const acceptSending = async (storage: Storage, { instance, lease }: OwnedInstance): Promise<AcceptedMessage> => {
  const message = await acceptOne(storage, instance)
  const built = Uint8Array.of(1, 2, 3)
  present(await storage.messages.markSending(lease, { messageId: message.id, built, address: 'a@b', at: noon + 1 }))
  return message
}

/** Gives the messages of an outcome that must be `accepted`. */
export const acceptedOf = (outcome: AcceptOutcome): readonly AcceptedMessage[] => {
  assert.equal(outcome.kind, 'accepted')
  return outcome.messages
}

/** Asserts that a verb refused because its lease is not the current one. */
export const assertStale = async (verb: Promise<unknown>): Promise<void> => {
  await assert.rejects(verb, (error) => isStorageError(error) && error.code === 'stale_lease')
}
