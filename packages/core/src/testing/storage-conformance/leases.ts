import assert from 'node:assert/strict'
import type { LeaseCensus, TakenLease } from '../../storage/lease-store.ts'
import type { Storage } from '../../storage/storage.ts'
import { isStorageError } from '../../storage/storage-error.ts'
import { acceptAll, acquireAll, assertStale, noon, ownerId, present, renewAll, storageCase } from './storage-case.ts'

/** Who may act for an instance. */
export const leaseCases = [
  storageCase(
    'acquire: takes every instance, and a second time only what is new',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const first = await instance(owner)
      const second = await instance(owner)

      const taken = await acquireAll(storage)
      const nothing = await acquireAll(storage)
      const third = await instance(owner)
      const added = await acquireAll(storage)

      assert.deepEqual(idsOf(taken), [first.id, second.id])
      assert.deepEqual(nothing, [])
      assert.deepEqual(idsOf(added), [third.id])
      assert.deepEqual(idsOf(await renewAll(storage)), [first.id, second.id, third.id])
    },
  ),
  storageCase('acquire: takes no more than the limit', async ({ storage, account, instance }) => {
    const owner = await account()
    const created = [await instance(owner), await instance(owner), await instance(owner)]

    const none = await storage.leases.acquire({ ownerId, ttlMs: longMs, limit: 0 })
    const two = await storage.leases.acquire({ ownerId, ttlMs: longMs, limit: 2 })
    const rest = await storage.leases.acquire({ ownerId, ttlMs: longMs, limit: 2 })

    assert.deepEqual([none.length, two.length, rest.length], [0, 2, 1])
    assert.deepEqual(
      idsOf([...two, ...rest]).toSorted((first, second) => first - second),
      created.map(({ id }) => id),
    )
  }),
  storageCase('acquire: callers at once take each instance once', async ({ storage, harness, account, instance }) => {
    const owner = await account()
    const created = [await instance(owner), await instance(owner), await instance(owner), await instance(owner)]
    const callers =
      harness.ownership === 'instance' ? [storage, await harness.open(), await harness.open()] : [storage, storage]

    const taken = await Promise.all(callers.map((caller) => acquireAll(caller)))

    assert.deepEqual(
      idsOf(taken.flat()).toSorted((first, second) => first - second),
      created.map(({ id }) => id),
    )
  }),
  storageCase(
    'acquire: the epoch rises with every new owner, also one of the same name',
    async ({ storage, harness, account, instance }) => {
      await instance(await account())
      const epochs = [present((await acquireAll(storage, ownerId, shortMs))[0]).epoch]
      await storage.close()
      for (const name of [ownerId, 'owner-2']) {
        const next = await harness.open()
        epochs.push(present((await acquireEventually(next, name))[0]).epoch)
        await next.close()
      }

      const [first = 0, second = 0, third = 0] = epochs
      assert.ok(first > 0 && first < second && second < third, `expected rising epochs, got ${epochs}`)
    },
  ),
  storageCase(
    'acquire: what one owner holds, another does not get',
    async ({ storage, harness, account, instance }) => {
      const shop = await instance(await account())
      await acquireAll(storage)
      const other = await harness.open()

      const attempt = acquireAll(other, 'owner-2')

      if (harness.ownership === 'instance') assert.deepEqual(await attempt, [])
      else await assert.rejects(attempt, (error) => isStorageError(error) && error.code === 'storage_owned')
      assert.deepEqual(idsOf(await renewAll(storage)), [shop.id])
    },
  ),
  storageCase(
    'acquire: a lease that nobody prolonged is taken over, and its old owner can do nothing any more',
    async ({ storage, harness, account, instance }) => {
      if (!storage.leases.expire) return
      await instance(await account())
      const old = present((await acquireAll(storage, ownerId, shortMs))[0])
      const other = await harness.open()

      const next = present((await acquireEventually(other, 'owner-2'))[0])

      assert.equal(next.epoch, old.epoch + 1)
      assert.equal(next.isHandedOver, false)
      assert.deepEqual(await renewAll(storage), [])
      await assertStale(storage.instances.update(old, { status: 'connected' }, noon))
      await assertStale(storage.credentials.write(old, [{ type: 't', id: '1', value: Uint8Array.of(1) }]))
    },
  ),
  storageCase(
    'renew: an expired lease is not prolonged, also when nobody took it',
    async ({ storage, account, instance }) => {
      if (!storage.leases.expire) return
      await instance(await account())
      await renewAll(storage)
      await acquireAll(storage, ownerId, shortMs)

      const left = await eventually(async () => {
        const { workers } = await storage.leases.census({ ownerId })
        return workers.every(({ held }) => held === 0) ? renewAll(storage) : null
      })

      assert.deepEqual(left, [])
    },
  ),
  storageCase(
    'release: the next owner need not wait, and the old lease is stale',
    async ({ storage, harness, account, instance }) => {
      const shop = await instance(await account())
      const old = present((await acquireAll(storage))[0])
      const other = await harness.open()

      await storage.leases.release({ ownerId, instanceIds: [shop.id] })
      await storage.leases.leave({ ownerId })
      await assertStale(storage.messages.claim(old, noon))
      const next = present((await acquireAll(other, 'owner-2'))[0])

      assert.ok(next.epoch > old.epoch)
      assert.equal(next.isHandedOver, true)
      await assertStale(storage.instances.update(old, { status: 'connected' }, noon))
      assert.equal((await other.messages.claim(next, noon)).kind, 'idle')
    },
  ),
  storageCase('release: only what is named is handed over', async ({ storage, account, instance }) => {
    const owner = await account()
    const [first, second] = [await instance(owner), await instance(owner)]
    await acquireAll(storage)

    await storage.leases.release({ ownerId, instanceIds: [first.id] })

    assert.deepEqual(idsOf(await renewAll(storage)), [second.id])
    assert.deepEqual(idsOf(await acquireAll(storage)), [first.id])
  }),
  storageCase(
    'census: counts who lives, what each holds, and everything there is',
    async ({ storage, harness, account, instance }) => {
      const owner = await account()
      await instance(owner)
      await instance(owner)
      await renewAll(storage)
      await storage.leases.acquire({ ownerId, ttlMs: longMs, limit: 1 })

      const alone = await storage.leases.census({ ownerId })
      assert.deepEqual(alone, { workers: [{ ownerId, maxInstances: null, held: 1 }], instances: 2 })
      if (harness.ownership === 'database') return
      const other = await harness.open()
      await other.leases.renew({ ownerId: 'owner-2', ttlMs: longMs, maxInstances: 7 })
      await acquireAll(other, 'owner-2')
      const together = await other.leases.census({ ownerId: 'owner-2' })
      await storage.leases.retire({ ownerId })
      const retired = await other.leases.census({ ownerId: 'owner-2' })

      assert.deepEqual(countsOf(together), [
        [null, 1],
        [7, 1],
      ])
      assert.deepEqual(countsOf(retired), [[7, 1]])
      assert.equal(retired.instances, 2)
    },
  ),
  storageCase(
    'news: names the instances that are not linked, deleted, or have something queued, and only one’s own',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const [quiet, busy, deleted, unlinked, foreign] = [
        await instance(owner),
        await instance(owner),
        await instance(owner),
        await instance(owner),
        await instance(owner),
      ]
      const taken = await acquireAll(storage)
      for (const lease of taken) {
        if (lease.instanceId !== unlinked.id) await storage.instances.update(lease, { isLinked: true }, noon)
      }
      await acceptAll(storage, busy, 2)
      await storage.instances.delete(owner.id, deleted.id, noon)
      await acceptAll(storage, foreign)
      await storage.leases.release({ ownerId, instanceIds: [foreign.id] })

      const news = await storage.leases.news({ ownerId })

      assert.deepEqual(news, [
        { instanceId: busy.id, wantsLook: false, hasQueued: true },
        { instanceId: deleted.id, wantsLook: true, hasQueued: false },
        { instanceId: unlinked.id, wantsLook: true, hasQueued: false },
      ])
      assert.ok(news.every(({ instanceId }) => instanceId !== quiet.id))
    },
  ),
  storageCase('acquire: includes a deleted instance until it is purged', async ({ storage, account, instance }) => {
    const owner = await account()
    const shop = await instance(owner)
    await storage.instances.delete(owner.id, shop.id, noon)

    const [lease] = await acquireAll(storage)
    await storage.instances.purge(present(lease))

    assert.equal(lease?.instanceId, shop.id)
    assert.deepEqual(await renewAll(storage), [])
    assert.equal((await storage.leases.census({ ownerId })).instances, 0)
  }),
]

const longMs = 60_000
const shortMs = 50

const idsOf = (leases: readonly { readonly instanceId: number }[]) => leases.map((lease) => lease.instanceId)

const countsOf = ({ workers }: LeaseCensus) =>
  workers
    .map(({ maxInstances, held }) => [maxInstances, held])
    .toSorted(([first], [second]) => Number(first) - Number(second))

/** Asks until there is an answer: a lease expires by the database's clock, which nobody here can turn. */
const eventually = async <T>(ask: () => Promise<T | null>): Promise<T> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new assert.AssertionError({ message: 'expected an answer within two seconds' })
}

const acquireEventually = (storage: Storage, name: string): Promise<readonly TakenLease[]> =>
  eventually(async () => {
    const taken = await acquireAll(storage, name, shortMs)
    return taken.length > 0 ? taken : null
  })
