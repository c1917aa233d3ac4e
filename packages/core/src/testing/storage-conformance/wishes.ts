import assert from 'node:assert/strict'
import { assertStale, noon, ownerId, present, storageCase } from './storage-case.ts'

const pacing = { messages: 5, perMs: 60_000, quietHours: { from: '22:00', to: '08:00' } }

/** What an account sets for its instances, and what it asks of their owners. */
export const wishCases = [
  storageCase(
    'configure: changes what is given, keeps the rest, and has the owner look at another pacing',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const { accountId, id } = shop

      const named = await storage.instances.configure(accountId, id, { name: 'Branch', metadata: { city: 'القاهرة' } })
      const paced = await storage.instances.configure(accountId, id, { pacing })
      await storage.instances.configure(accountId, id, { metadata: {} })
      const cleared = await storage.instances.configure(accountId, id, { pacing: null })

      assert.deepEqual(named, { ...shop, name: 'Branch', metadata: { city: 'القاهرة' } })
      assert.deepEqual(paced, { ...named, pacing, wish: 'look' })
      assert.deepEqual(cleared, { ...paced, pacing: null, metadata: {} })
      assert.deepEqual(await storage.instances.find(id), cleared)
    },
  ),
  storageCase(
    'requestRestart: is a wish of the owner, which it ends; without a number it asks for a code',
    async ({ storage, owned }) => {
      const { instance, lease } = await owned()
      const { accountId, id } = instance

      const unlinked = await storage.instances.requestRestart(accountId, id, noon + 60)
      const ended = await storage.instances.endWish(lease, 'restart')
      await storage.instances.update(lease, { isLinked: true }, noon)
      const linked = await storage.instances.requestRestart(accountId, id, noon + 90)

      assert.deepEqual([unlinked?.wish, unlinked?.qrRequestedAt], ['restart', noon + 60])
      assert.equal(ended.wish, null)
      assert.deepEqual([linked?.wish, linked?.qrRequestedAt], ['restart', noon + 60])
    },
  ),
  storageCase('requestLogout: outlasts other wishes, and is none without a number', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const { accountId, id } = instance

    const unlinked = await storage.instances.requestLogout(accountId, id)
    await storage.instances.update(lease, { isLinked: true }, noon)
    await storage.instances.requestRestart(accountId, id, noon)
    const linked = await storage.instances.requestLogout(accountId, id)
    const restarted = await storage.instances.requestRestart(accountId, id, noon)
    const configured = await storage.instances.configure(accountId, id, { pacing })
    const other = await storage.instances.endWish(lease, 'restart')

    assert.equal(unlinked?.wish, null)
    assert.deepEqual(
      [linked, restarted, configured, other].map((row) => row?.wish),
      ['logout', 'logout', 'logout', 'logout'],
    )
  }),
  storageCase('wishes: are told to the owner that may have missed them', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    await storage.instances.update(lease, { isLinked: true }, noon)
    const before = await storage.leases.news({ ownerId })
    await storage.instances.requestRestart(instance.accountId, instance.id, noon)

    const news = await storage.leases.news({ ownerId })

    assert.deepEqual(before, [])
    assert.deepEqual(news, [{ instanceId: instance.id, wantsLook: true, hasQueued: false }])
  }),
  storageCase('wishes: a foreign or deleted instance is out of reach', async ({ storage, account, instance }) => {
    const owner = await account()
    const stranger = await account()
    const shop = await instance(owner)
    const gone = await instance(owner)
    await storage.instances.delete(owner.id, gone.id, noon)

    for (const [accountId, id] of [
      [stranger.id, shop.id],
      [owner.id, gone.id],
      [owner.id, 999_999],
    ] as const) {
      assert.equal(await storage.instances.configure(accountId, id, { name: 'Mine', pacing, metadata: {} }), null)
      assert.equal(await storage.instances.requestRestart(accountId, id, noon), null)
      assert.equal(await storage.instances.requestLogout(accountId, id), null)
    }
    assert.deepEqual(await storage.instances.find(shop.id), shop)
  }),
  storageCase('endWish: a stale lease changes nothing', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    await storage.instances.requestRestart(instance.accountId, instance.id, noon)

    await assertStale(storage.instances.endWish({ ...lease, epoch: lease.epoch - 1 }, 'restart'))

    assert.equal(present(await storage.instances.find(instance.id)).wish, 'restart')
  }),
]
