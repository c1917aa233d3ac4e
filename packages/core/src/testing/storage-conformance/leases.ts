import assert from 'node:assert/strict'
import { isStorageError } from '../../storage/storage-error.ts'
import { assertStale, noon, ownerId, present, storageCase } from './storage-case.ts'

/** Who may act for an instance. */
export const leaseCases = [
  storageCase(
    'acquire: takes every instance, and a second time only what is new',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const first = await instance(owner)
      const second = await instance(owner)

      const taken = await storage.leases.acquire({ ownerId })
      const nothing = await storage.leases.acquire({ ownerId })
      const third = await instance(owner)
      const added = await storage.leases.acquire({ ownerId })

      assert.deepEqual(idsOf(taken), [first.id, second.id])
      assert.deepEqual(nothing, [])
      assert.deepEqual(idsOf(added), [third.id])
      assert.deepEqual(idsOf(await storage.leases.renew({ ownerId })), [first.id, second.id, third.id])
    },
  ),
  storageCase('acquire: callers at once take each instance once', async ({ storage, account, instance }) => {
    const owner = await account()
    const created = [await instance(owner), await instance(owner)]

    const taken = await Promise.all([1, 2, 3].map(() => storage.leases.acquire({ ownerId })))

    assert.deepEqual(
      idsOf(taken.flat()),
      created.map((each) => each.id),
    )
    assert.deepEqual(await storage.leases.renew({ ownerId }), taken.flat())
  }),
  storageCase(
    'acquire: the epoch rises with every new owner, also one of the same name',
    async ({ storage, harness, account, instance }) => {
      await instance(await account())
      const epochs = [present((await storage.leases.acquire({ ownerId }))[0]).epoch]
      await storage.close()
      for (const name of [ownerId, 'owner-2']) {
        const next = await harness.open()
        epochs.push(present((await next.leases.acquire({ ownerId: name }))[0]).epoch)
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
      await storage.leases.acquire({ ownerId })
      const other = await harness.open()

      const attempt = other.leases.acquire({ ownerId: 'owner-2' })

      if (harness.ownership === 'instance') assert.deepEqual(await attempt, [])
      else await assert.rejects(attempt, (error) => isStorageError(error) && error.code === 'storage_owned')
      assert.deepEqual(idsOf(await storage.leases.renew({ ownerId })), [shop.id])
    },
  ),
  storageCase(
    'release: the next owner need not wait, and the old lease is stale',
    async ({ storage, harness, account, instance }) => {
      await instance(await account())
      const old = present((await storage.leases.acquire({ ownerId }))[0])
      const other = await harness.open()

      await storage.leases.release({ ownerId })
      await assertStale(storage.messages.claim(old, noon))
      const next = present((await other.leases.acquire({ ownerId: 'owner-2' }))[0])

      assert.ok(next.epoch > old.epoch)
      await assertStale(storage.instances.update(old, { status: 'connected' }, noon))
      assert.deepEqual(await storage.leases.renew({ ownerId }), [])
      assert.equal((await other.messages.claim(next, noon)).kind, 'idle')
    },
  ),
  storageCase('acquire: includes a deleted instance until it is purged', async ({ storage, account, instance }) => {
    const owner = await account()
    const shop = await instance(owner)
    await storage.instances.delete(owner.id, shop.id, noon)

    const [lease] = await storage.leases.acquire({ ownerId })
    await storage.instances.purge(present(lease))

    assert.equal(lease?.instanceId, shop.id)
    assert.deepEqual(await storage.leases.renew({ ownerId }), [])
  }),
]

const idsOf = (leases: readonly { readonly instanceId: number }[]) => leases.map((lease) => lease.instanceId)
