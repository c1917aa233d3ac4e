import assert from 'node:assert/strict'
import {
  acceptOne,
  acceptSending,
  assertStale,
  claimedId,
  connect,
  heldReason,
  noon,
  present,
  storageCase,
} from './storage-case.ts'

/** What holds the whole queue of an instance. */
export const holdCases = [
  storageCase('pause: holds the queue for every process, until it is resumed', async ({ storage, harness, owned }) => {
    const shop = await owned()
    await connect(storage, shop)
    const { account, instance, lease } = shop
    const { id } = await acceptOne(storage, instance)
    const elsewhere = await harness.open()

    const paused = await elsewhere.instances.pause(account.id, instance.id, noon)
    const held = await storage.messages.claim(lease, noon)
    const marked = await storage.messages.markSending(lease, {
      messageId: id,
      built: Uint8Array.of(1),
      address: 'a@b',
      at: noon,
    })
    const reason = await heldReason(storage, instance, id)
    const resumed = await elsewhere.instances.resume(account.id, instance.id)

    assert.equal(present(paused).pausedAt, noon)
    assert.deepEqual(held, { kind: 'held', reason: 'paused', until: null })
    assert.equal(marked, null)
    assert.equal(reason, 'paused')
    assert.equal(present(resumed).pausedAt, null)
    assert.equal(claimedId(await storage.messages.claim(lease, noon)), id)
    assert.equal(await heldReason(storage, instance, id), null)
  }),
  storageCase('pause: a foreign instance is out of reach', async ({ storage, account, owned }) => {
    const { instance } = await owned()
    const stranger = await account()

    assert.equal(await storage.instances.pause(stranger.id, instance.id, noon), null)
    assert.equal(await storage.instances.resume(stranger.id, instance.id), null)
    assert.equal(present(await storage.instances.find(instance.id)).pausedAt, null)
  }),
  storageCase('hold: the first of several reasons is told, and each ends by itself', async ({ storage, owned }) => {
    const shop = await owned()
    await connect(storage, shop)
    const { instance, lease } = shop
    const { id } = await acceptOne(storage, instance)
    await storage.instances.hold(lease, { reason: 'rate_limited', until: noon + 500 })
    await storage.instances.hold(lease, { reason: 'number_changed', until: null })

    const both = await storage.messages.claim(lease, noon)
    const reason = await heldReason(storage, instance, id)
    await storage.instances.endHold(lease, 'number_changed')
    const one = await storage.messages.claim(lease, noon)
    const none = await storage.messages.claim(lease, noon + 500)

    assert.deepEqual(both, { kind: 'held', reason: 'number_changed', until: null })
    assert.equal(reason, 'number_changed')
    assert.deepEqual(one, { kind: 'held', reason: 'rate_limited', until: noon + 500 })
    assert.equal(claimedId(none), id)
    assert.deepEqual(present(await storage.instances.find(instance.id)).holds, [])
  }),
  storageCase(
    'hold: what another number began is not sent again by this one, until resumed',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { account, instance, lease } = shop
      const { id } = await acceptSending(storage, shop)
      await storage.instances.hold(lease, { reason: 'number_changed', until: null })

      const held = await storage.messages.unsettled(lease)
      await storage.instances.resume(account.id, instance.id)
      const resumed = await storage.messages.unsettled(lease)

      assert.deepEqual(held, [])
      assert.deepEqual(
        resumed.map((message) => message.id),
        [id],
      )
    },
  ),
  storageCase('hold: a stale lease changes nothing', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const stale = { ...lease, epoch: lease.epoch - 1 }
    await storage.instances.hold(lease, { reason: 'rate_limited', until: noon })

    await assertStale(storage.instances.hold(stale, { reason: 'number_changed', until: null }))
    await assertStale(storage.instances.endHold(stale, 'rate_limited'))
    await assertStale(storage.messages.release(stale, 'restricted'))

    assert.deepEqual(present(await storage.instances.find(instance.id)).holds, [
      { reason: 'rate_limited', until: noon },
    ])
  }),
  storageCase(
    'update: a queue made for one number waits when another is linked, and goes on when the first one is again',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { account, instance, lease } = shop
      const link = (phone: string) =>
        storage.instances.update(lease, { status: 'connected', isLinked: true, phone }, noon)
      const reasons = async () => present(await storage.instances.find(instance.id)).holds.map(({ reason }) => reason)

      await link('201000000001')
      const { id } = await acceptOne(storage, instance)
      const { after } = await link('201000000002')
      const held = await heldReason(storage, instance, id)
      await link('201000000003')
      const heldStill = await reasons()
      await link('201000000001')
      const ended = await reasons()
      await link('201000000002')
      await storage.instances.resume(account.id, instance.id)
      await link('201000000002')

      assert.deepEqual(after.holds, [{ reason: 'number_changed', until: null }])
      assert.equal(held, 'number_changed')
      assert.deepEqual(heldStill, ['number_changed'])
      assert.deepEqual(ended, [])
      assert.deepEqual(await reasons(), [])
    },
  ),
  storageCase(
    'update: an empty queue is made for nobody, and one that is being sent is not empty',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { instance, lease } = shop
      const link = (phone: string) =>
        storage.instances.update(lease, { status: 'connected', isLinked: true, phone }, noon)

      await link('201000000001')
      const empty = await link('201000000002')
      await acceptSending(storage, { ...shop, instance })
      const sending = await link('201000000003')

      assert.deepEqual(empty.after.holds, [])
      assert.deepEqual(sending.after.holds, [{ reason: 'number_changed', until: null }])
    },
  ),
]
