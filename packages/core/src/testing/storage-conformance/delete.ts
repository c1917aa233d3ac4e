import assert from 'node:assert/strict'
import { acceptAll, acceptSending, assertStale, batchOf, noon, present, storageCase } from './storage-case.ts'

/** The end of an instance. */
export const deleteCases = [
  storageCase(
    'delete: the instance is gone from every read but find, and a second delete finds nothing',
    async ({ storage, owned }) => {
      const { account, instance } = await owned()

      const deleted = await storage.instances.delete(account.id, instance.id, noon + 9)

      assert.equal(deleted?.instance.deletedAt, noon + 9)
      assert.deepEqual(await storage.instances.list(account.id), [])
      assert.equal(await storage.instances.get(account.id, instance.id), null)
      assert.equal((await storage.instances.find(instance.id))?.deletedAt, noon + 9)
      assert.equal(await storage.instances.requestQr(account.id, instance.id, noon), null)
      assert.equal((await storage.messages.accept(batchOf(instance))).kind, 'instance_not_found')
      assert.equal(await storage.instances.delete(account.id, instance.id, noon), null)
    },
  ),
  storageCase(
    'delete: queued messages are cancelled with their units back, sending ones fail as unknown',
    async ({ storage, owned }) => {
      const shop = await owned()
      const sending = await acceptSending(storage, shop)
      const queued = await acceptAll(storage, shop.instance, 2)
      await acceptAll(storage, shop.instance, 1, { at: noon + 24 * 3_600_000 })
      const sent = await acceptSending(storage, shop)
      await storage.messages.advance(shop.lease, { waMessageId: sent.waMessageId, status: 'sent', at: noon + 2 })

      const deleted = present(await storage.instances.delete(shop.account.id, shop.instance.id, noon + 9))

      const get = async (id: number) => present(await storage.messages.get(shop.account.id, id))
      const unknown = await get(sending.id)
      assert.deepEqual([unknown.status, unknown.errorCode, unknown.endedAt], ['failed', 'outcome_unknown', noon + 9])
      for (const { id } of queued) {
        const { status, error, endedAt } = await get(id)
        assert.deepEqual([status, error, endedAt], ['cancelled', null, noon + 9])
      }
      assert.equal((await get(sent.id)).status, 'sent')
      assert.deepEqual(deleted.changes.map(({ before, after }) => `${before.status} → ${after.status}`).toSorted(), [
        'queued → cancelled',
        'queued → cancelled',
        'queued → cancelled',
        'sending → failed',
      ])
      for (const { after } of deleted.changes) assert.deepEqual(after, await get(after.id))
      const { daily, monthly } = present(await storage.usage.read(shop.account.id, noon))
      assert.deepEqual([daily, monthly], [2, 2])
      assert.equal((await storage.usage.read(shop.account.id, noon + 24 * 3_600_000))?.daily, 0)
    },
  ),
  storageCase("delete: another account's instance is out of reach", async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const stranger = await account()

    assert.equal(await storage.instances.delete(stranger.id, shop.id, noon), null)
    assert.equal((await storage.instances.find(shop.id))?.deletedAt, null)
  }),
  storageCase(
    'purge: forgets the instance, its credentials and recipients, and keeps its messages',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { id, recipient } = await acceptSending(storage, shop)
      await storage.credentials.write(shop.lease, [{ type: 'creds', id: 'me', value: Uint8Array.of(1) }])
      await storage.instances.delete(shop.account.id, shop.instance.id, noon)

      await storage.instances.purge(shop.lease)

      assert.equal(await storage.instances.find(shop.instance.id), null)
      assert.equal((await storage.credentials.read(shop.instance.id, 'creds', ['me'])).size, 0)
      assert.equal(await storage.recipients.get(shop.instance.id, recipient), null)
      assert.equal((await storage.messages.get(shop.account.id, id))?.status, 'failed')
      await assertStale(storage.instances.purge(shop.lease))
    },
  ),
  storageCase('purge: leaves an instance that was not deleted', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    await storage.credentials.write(lease, [{ type: 'creds', id: 'me', value: Uint8Array.of(1) }])

    await storage.instances.purge(lease)

    assert.equal((await storage.instances.find(instance.id))?.id, instance.id)
    assert.equal((await storage.credentials.read(instance.id, 'creds', ['me'])).size, 1)
  }),
  storageCase('purge: an id is never given twice', async ({ storage, owned, account, instance }) => {
    const shop = await owned()
    await storage.instances.delete(shop.account.id, shop.instance.id, noon)
    await storage.instances.purge(shop.lease)

    const next = await instance(await account())

    assert.notEqual(next.id, shop.instance.id)
  }),
]
