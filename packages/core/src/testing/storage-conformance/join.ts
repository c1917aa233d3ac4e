import assert from 'node:assert/strict'
import type { InstanceRecord } from '../../storage/instance-record.ts'
import type { AcceptBatch } from '../../storage/message-store.ts'
import type { Signal } from '../../storage/signals.ts'
import type { Storage } from '../../storage/storage.ts'
import { isStorageError } from '../../storage/storage-error.ts'
import type { HostTransaction } from './storage-case.ts'
import { acceptAll, acceptedOf, batchOf, noon, present, storageCase } from './storage-case.ts'

/** Accepting inside a transaction of the host. */
export const joinCases = [
  storageCase(
    "join: the host's row and its message are there after the commit, and not before",
    async ({ storage, harness, account, instance }) => {
      const owner = await account({ dailyMessages: 10 })
      const shop = await instance(owner)
      const other = await harness.open()

      const { id, before } = await harness.transaction(async (host) => {
        await host.writeOrder()
        const [accepted] = acceptedOf(await accept(storage, shop, host, 2))
        const { id } = present(accepted)
        return { id, before: await other.messages.get(owner.id, id) }
      })

      assert.equal(before, null)
      assert.equal((await other.messages.get(owner.id, id))?.status, 'queued')
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 2)
      assert.equal(await harness.countOrders(), 1)
    },
  ),
  storageCase(
    'join: a rollback leaves no message, counts nothing and frees the key',
    async ({ storage, harness, account, instance }) => {
      const owner = await account({ dailyMessages: 1 })
      const shop = await instance(owner)

      const id = await rolledBack(harness, async (host) => {
        await host.writeOrder()
        const [accepted] = acceptedOf(await accept(storage, shop, host, 1, { idempotency }))
        return present(accepted).id
      })

      assert.equal(await storage.messages.get(owner.id, id), null)
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 0)
      assert.equal(await harness.countOrders(), 0)
      const again = { ...idempotency, bodyHash: 'b'.repeat(64) }
      await acceptAll(storage, shop, 1, { idempotency: again })
    },
  ),
  storageCase(
    "join: a refusal stores nothing, and the host's transaction goes on",
    async ({ storage, harness, account, instance }) => {
      const owner = await account({ dailyMessages: 3, monthlyMessages: 1 })
      const shop = await instance(owner)

      const outcomes = await harness.transaction(async (host) => {
        await host.writeOrder()
        const outcomes = [
          await accept(storage, shop, host, 2),
          await accept(storage, { ...shop, id: 999_999 }, host),
          await accept(storage, shop, host, 1),
          await accept(storage, shop, host, 1),
        ]
        await host.writeOrder()
        return outcomes
      })

      const full = { kind: 'quota_exceeded', limit: 'monthly', allowed: 1, resetAt: Date.UTC(2026, 11, 1) } as const
      assert.deepEqual(outcomes.toSpliced(2, 1), [
        { ...full, used: 0 },
        { kind: 'instance_not_found' },
        { ...full, used: 1 },
      ])
      const [accepted] = acceptedOf(present(outcomes[2]))
      assert.ok(Number.isSafeInteger(present(accepted).id))
      const usage = present(await storage.usage.read(owner.id, noon))
      assert.deepEqual([usage.daily, usage.monthly], [1, 1])
      assert.equal(await harness.countOrders(), 2)
    },
  ),
  storageCase('join: a disabled account and a reused key are told', async ({ storage, harness, account, instance }) => {
    const disabled = await instance(await account())
    await storage.accounts.update(disabled.accountId, { isDisabled: true })
    const shop = await instance(await account())

    const kinds = await harness.transaction(async (host) => [
      (await accept(storage, disabled, host)).kind,
      (await accept(storage, shop, host, 1, { idempotency })).kind,
      (await accept(storage, shop, host, 1, { idempotency })).kind,
      (await accept(storage, shop, host, 1, { idempotency: { ...idempotency, bodyHash: 'b'.repeat(64) } })).kind,
    ])

    assert.deepEqual(kinds, ['account_disabled', 'accepted', 'replayed', 'key_reused'])
    assert.equal((await storage.usage.read(shop.accountId, noon))?.daily, 1)
  }),
  storageCase(
    'join: a call that fails half-way undoes itself alone',
    async ({ storage, harness, account, instance }) => {
      const owner = await account({ dailyMessages: 10 })
      const shop = await instance(owner)
      const [message] = batchOf(shop).messages
      // Its second message takes an id that its first one has: the storage can only find that half-way.
      const twice = [present(message), present(message)]

      const outcomes = await harness.transaction(async (host) => {
        await host.writeOrder()
        // Not one after the other: a host may wait for all of its calls together.
        return Promise.allSettled([
          accept(storage, shop, host, 2),
          accept(storage, shop, host, 0, { messages: twice }),
          accept(storage, shop, host, 3),
        ])
      })

      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 5)
      assert.equal(await harness.countOrders(), 1)
    },
  ),
  storageCase(
    'join: the commit wakes whoever waits, on every handle',
    async ({ storage, harness, account, instance }) => {
      const shop = await instance(await account())
      const other = await harness.open()

      const woken = await harness.transaction(async (host) => {
        await host.writeOrder()
        await accept(storage, shop, host)
        // From here on only the commit can wake.
        return [storage, other].map(nextWake)
      })

      await Promise.all(woken)
    },
  ),
  storageCase(
    'join: what is no open transaction is refused and stores nothing',
    async ({ storage, harness, account, instance }) => {
      const shop = await instance(await account())
      const ended = await harness.transaction(async ({ transaction }) => transaction)

      for (const transaction of [null, 'begin', {}, ended]) {
        await assert.rejects(
          storage.messages.accept(batchOf(shop, 1, { transaction })),
          (error) => isStorageError(error) && error.code === 'invalid_transaction',
        )
      }

      assert.equal((await storage.usage.read(shop.accountId, noon))?.daily, 0)
    },
  ),
]

const idempotency = { key: 'order-4711', route: 'send', bodyHash: 'a'.repeat(64) }

const accept = (
  storage: Storage,
  instance: InstanceRecord,
  { transaction }: HostTransaction,
  count = 1,
  more: Partial<AcceptBatch> = {},
) => storage.messages.accept(batchOf(instance, count, { ...more, transaction }))

/** Runs work in a transaction that is rolled back, and gives the work's result. */
const rolledBack = async <T>(
  harness: { transaction(work: (host: HostTransaction) => Promise<never>): Promise<never> },
  work: (host: HostTransaction) => Promise<T>,
): Promise<T> => {
  const why = new Error('The host changed its mind.')
  let result: { readonly value: T } | undefined
  await assert.rejects(
    harness.transaction(async (host) => {
      result = { value: await work(host) }
      throw why
    }),
    (error) => error === why,
  )
  return present(result).value
}

const nextWake = ({ signals }: Storage): Promise<Signal> =>
  new Promise((resolve) => {
    const stop = signals.subscribe((signal) => {
      if (signal.kind !== 'messages' && signal.kind !== 'elsewhere') return
      stop()
      resolve(signal)
    })
  })
