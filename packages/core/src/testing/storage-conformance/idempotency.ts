import assert from 'node:assert/strict'
import type { Storage } from '../../storage/storage.ts'
import { acceptedOf, batchOf, noon, present, storageCase } from './storage-case.ts'

const idempotency = { key: 'order-1', route: 'send', bodyHash: 'a'.repeat(64) }

/** A repeated call is the same call. */
export const idempotencyCases = [
  storageCase(
    'idempotency: the same key and body give the first answer and count nothing',
    async ({ storage, account, instance }) => {
      const owner = await account({ dailyMessages: 2 })
      const shop = await instance(owner)
      const first = acceptedOf(await storage.messages.accept(batchOf(shop, 2, { idempotency })))

      const second = await storage.messages.accept(batchOf(shop, 2, { idempotency, at: noon + 1 }))

      assert.deepEqual(second, { kind: 'replayed', messages: first })
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 2)
    },
  ),
  storageCase('idempotency: the same key with another body is refused', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    await storage.messages.accept(batchOf(shop, 1, { idempotency }))

    const other = { ...idempotency, bodyHash: 'b'.repeat(64) }

    assert.deepEqual(await storage.messages.accept(batchOf(shop, 1, { idempotency: other })), { kind: 'key_reused' })
  }),
  storageCase(
    'idempotency: another route and another account have keys of their own',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const theirs = await instance(await account())
      await storage.messages.accept(batchOf(shop, 1, { idempotency }))

      const bulk = await storage.messages.accept(
        batchOf(shop, 1, { idempotency: { ...idempotency, route: 'send-bulk' } }),
      )
      const foreign = await storage.messages.accept(batchOf(theirs, 1, { idempotency }))

      assert.deepEqual([bulk.kind, foreign.kind], ['accepted', 'accepted'])
    },
  ),
  storageCase(
    'idempotency: callers on two handles at once store one batch',
    async ({ storage, harness, account, instance }) => {
      const owner = await account()
      const shop = await instance(owner)
      const other = await harness.open()

      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? storage : other).messages.accept(batchOf(shop, 1, { idempotency })),
        ),
      )

      assert.equal(outcomes.filter((outcome) => outcome.kind === 'accepted').length, 1)
      const ids = outcomes.map((outcome) => ('messages' in outcome ? present(outcome.messages[0]).id : outcome.kind))
      assert.equal(new Set(ids).size, 1)
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 1)
    },
  ),
  storageCase(
    'idempotency: a key has its day, and may then stand for another call',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const day = 24 * 3_600_000
      const accept = (at: number, bodyHash = idempotency.bodyHash) =>
        storage.messages.accept(batchOf(shop, 1, { at, idempotency: { ...idempotency, bodyHash } }))
      await accept(noon)

      const outcomes = [
        await accept(noon + day - 1),
        await accept(noon + day, 'b'.repeat(64)),
        await accept(noon + day),
      ]

      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind),
        ['replayed', 'accepted', 'key_reused'],
      )
    },
  ),
  storageCase('idempotency: a refused call leaves its key free', async ({ storage, account, instance }) => {
    const owner = await account({ dailyMessages: 0 })
    const shop = await instance(owner)
    await storage.messages.accept(batchOf(shop, 1, { idempotency }))
    await storage.accounts.update(owner.id, { plan: { dailyMessages: 1 } })

    const outcome = await storage.messages.accept(batchOf(shop, 1, { idempotency }))

    assert.equal(outcome.kind, 'accepted')
  }),
  storageCase(
    'idempotency: an instance is created once, and a repeated call is told what it was then',
    async ({ storage, account }) => {
      const owner = await account({ instances: 1 })
      const first = await create(storage, owner.id)
      assert.equal(first.kind, 'created')
      await storage.instances.delete(owner.id, first.instance.id, noon + 1)

      const outcomes = [
        await create(storage, owner.id, { at: noon + 2 }),
        await create(storage, owner.id, { bodyHash: 'b' }),
        await create(storage, (await account()).id, { bodyHash: 'b' }),
      ]

      assert.deepEqual(outcomes[0], { kind: 'replayed', instance: first.instance })
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['replayed', 'key_reused', 'created'],
      )
      assert.deepEqual(await storage.instances.list(owner.id), [])
    },
  ),
  storageCase(
    'idempotency: creates on two handles at once make one instance',
    async ({ storage, harness, account }) => {
      const owner = await account()
      const other = await harness.open()

      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) => create(index % 2 === 0 ? storage : other, owner.id)),
      )

      assert.equal(outcomes.filter(({ kind }) => kind === 'created').length, 1)
      assert.equal(outcomes.filter(({ kind }) => kind === 'replayed').length, 9)
      assert.equal((await storage.instances.list(owner.id)).length, 1)
    },
  ),
  storageCase('idempotency: an instance over the limit leaves its key free', async ({ storage, account }) => {
    const owner = await account({ instances: 0 })
    assert.equal((await create(storage, owner.id)).kind, 'limit_reached')
    await storage.accounts.update(owner.id, { plan: { instances: 1 } })

    assert.equal((await create(storage, owner.id)).kind, 'created')
  }),
  storageCase(
    'idempotency: a key of a message and a key of an instance are one where their route is',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      await storage.messages.accept(batchOf(shop, 1, { idempotency }))

      assert.equal((await create(storage, shop.accountId)).kind, 'key_reused')
    },
  ),
]

const create = (storage: Storage, accountId: number, { at = noon, bodyHash = 'i' } = {}) =>
  storage.instances.create({ accountId, name: 'Shop', at, idempotency: { ...idempotency, bodyHash } })
