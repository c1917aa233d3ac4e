import assert from 'node:assert/strict'
import {
  acceptAll,
  acceptMessages,
  acceptOne,
  acceptSending,
  assertStale,
  claimedId,
  messageTo,
  noon,
  ownerId,
  present,
  storageCase,
} from './storage-case.ts'

/** The queue of one instance. */
export const queueCases = [
  storageCase('claim: the oldest message comes first and stays queued', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const [first] = await acceptAll(storage, instance, 3)

    const claimed = [await storage.messages.claim(lease, noon), await storage.messages.claim(lease, noon)]

    assert.deepEqual(claimed.map(claimedId), [present(first).id, present(first).id])
    assert.equal((await storage.messages.get(account.id, present(first).id))?.status, 'queued')
  }),
  storageCase('claim: an empty queue is idle with nothing to wait for', async ({ storage, owned }) => {
    const { lease } = await owned()

    assert.deepEqual(await storage.messages.claim(lease, noon), { kind: 'idle', nextAt: null })
  }),
  storageCase("claim: another instance's messages are never given", async ({ storage, owned }) => {
    const first = await owned()
    const second = await owned()
    await acceptOne(storage, first.instance)

    assert.equal((await storage.messages.claim(second.lease, noon)).kind, 'idle')
  }),
  storageCase('claim: a disabled account sends nothing until it is enabled', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)
    await storage.accounts.update(account.id, { isDisabled: true })

    const whileDisabled = await storage.messages.claim(lease, noon)
    await storage.accounts.update(account.id, { isDisabled: false })
    const afterwards = await storage.messages.claim(lease, noon)

    assert.deepEqual(whileDisabled, { kind: 'idle', nextAt: null })
    assert.equal(claimedId(afterwards), id)
  }),
  storageCase(
    'postpone: the attempt counts, later ones pass, and the time of the retry is told',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const [first] = await acceptAll(storage, instance)
      const [second] = await acceptMessages(storage, instance, [messageTo('201009999999')])
      const postpone = (messageId: number, nextAttemptAt: number) =>
        storage.messages.postpone(lease, { messageId, nextAttemptAt, at: noon })

      await postpone(present(first).id, noon + 500)
      const passed = await storage.messages.claim(lease, noon)
      await postpone(present(second), noon + 900)
      const idle = await storage.messages.claim(lease, noon + 499)
      const stored = present(await storage.messages.get(account.id, present(first).id))
      const due = await storage.messages.claim(lease, noon + 500)

      assert.equal(claimedId(passed), second)
      assert.deepEqual(idle, { kind: 'idle', nextAt: noon + 500 })
      assert.equal(claimedId(due), present(first).id)
      assert.deepEqual([stored.status, stored.attempts, stored.nextAttemptAt], ['queued', 1, noon + 500])
    },
  ),
  storageCase('postpone: a message that is sending is left alone', async ({ storage, owned }) => {
    const shop = await owned()
    const { id } = await acceptSending(storage, shop)

    await storage.messages.postpone(shop.lease, { messageId: id, nextAttemptAt: noon + 5, at: noon })

    const stored = present(await storage.messages.get(shop.account.id, id))
    assert.deepEqual([stored.status, stored.attempts, stored.nextAttemptAt], ['sending', 1, null])
  }),
  storageCase(
    'markSending: commits the built message, the attempt, the pace and the first contact',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const { id, waMessageId, recipient } = await acceptOne(storage, instance)
      const built = Uint8Array.of(0, 255, 7)

      const change = present(
        await storage.messages.markSending(lease, { messageId: id, built, address: 'x@lid', at: noon + 7 }),
      )

      assert.equal(change.before.status, 'queued')
      assert.deepEqual(change.after, await storage.messages.get(account.id, id))
      const { status, attempts, sendingAt, address } = change.after
      assert.deepEqual([status, attempts, sendingAt, address], ['sending', 1, noon + 7, 'x@lid'])
      assert.deepEqual(Buffer.from(present(await storage.messages.built(instance.id, waMessageId))), Buffer.from(built))
      assert.equal((await storage.instances.find(instance.id))?.lastSendAt, noon + 7)
      assert.equal((await storage.recipients.get(instance.id, recipient))?.firstSentAt, noon + 7)
      assert.equal((await storage.messages.claim(lease, noon + 7)).kind, 'idle')
    },
  ),
  storageCase('markSending: a message that is no longer queued changes nothing', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    const input = { messageId: id, built: Uint8Array.of(9), address: 'other', at: noon + 50 }

    const change = await storage.messages.markSending(shop.lease, input)

    assert.equal(change, null)
    assert.equal((await storage.messages.get(shop.account.id, id))?.attempts, 1)
    assert.equal((await storage.instances.find(shop.instance.id))?.lastSendAt, noon + 1)
    assert.equal(present(await storage.messages.built(shop.instance.id, waMessageId))[0], 1)
  }),
  storageCase("markSending: another instance's message is out of reach", async ({ storage, owned }) => {
    const first = await owned()
    const second = await owned()
    const { id } = await acceptOne(storage, first.instance)
    const input = { messageId: id, built: Uint8Array.of(9), address: 'a@b', at: noon }

    assert.equal(await storage.messages.markSending(second.lease, input), null)
  }),
  storageCase('markSending: the first contact stays the first', async ({ storage, owned }) => {
    const shop = await owned()
    const { recipient } = await acceptSending(storage, shop)
    const { id } = await acceptOne(storage, shop.instance)

    await storage.messages.markSending(shop.lease, {
      messageId: id,
      built: Uint8Array.of(1),
      address: 'a@b',
      at: noon + 90,
    })

    assert.equal((await storage.recipients.get(shop.instance.id, recipient))?.firstSentAt, noon + 1)
  }),
  storageCase('built: an id that was never sending has none', async ({ storage, owned }) => {
    const { instance } = await owned()
    const { waMessageId } = await acceptOne(storage, instance)

    assert.equal(await storage.messages.built(instance.id, waMessageId), null)
    assert.equal(await storage.messages.built(instance.id, 'unknown'), null)
  }),
  storageCase(
    'unsettled: a new owner finds what a lost one left sending, oldest first',
    async ({ storage, harness, owned }) => {
      const shop = await owned()
      const first = await acceptSending(storage, shop)
      const second = await acceptSending(storage, shop)
      await acceptOne(storage, shop.instance)
      await storage.leases.leave({ ownerId })
      const next = await harness.open()
      const [lease] = await next.leases.acquire({ ownerId: 'owner-2', ttlMs: 60_000, limit: 100 })

      const left = await next.messages.unsettled(present(lease))

      assert.deepEqual(
        left.map((message) => message.id),
        [first.id, second.id],
      )
    },
  ),
  storageCase('markResending: counts the attempt and the pace, and keeps the rest', async ({ storage, owned }) => {
    const shop = await owned()
    const { id } = await acceptSending(storage, shop)

    const change = present(await storage.messages.markResending(shop.lease, { messageId: id, at: noon + 60 }))

    assert.deepEqual(change.after, { ...change.before, attempts: 2 })
    assert.deepEqual(change.after, await storage.messages.get(shop.account.id, id))
    assert.equal((await storage.instances.find(shop.instance.id))?.lastSendAt, noon + 60)
  }),
  storageCase('markResending: only a message that is sending', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)

    assert.equal(await storage.messages.markResending(lease, { messageId: id, at: noon }), null)
    assert.equal((await storage.instances.find(instance.id))?.lastSendAt, null)
  }),
  storageCase(
    'queue: every verb of the owner refuses a stale lease and changes nothing',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { id, waMessageId } = await acceptOne(storage, shop.instance)
      const sending = await acceptSending(storage, shop)
      const stale = { ...shop.lease, epoch: shop.lease.epoch - 1 }
      const read = () => Promise.all([id, sending.id].map((each) => storage.messages.get(shop.account.id, each)))
      const before = await read()
      const failure = { code: 'x', error: 'x', at: noon }

      await assertStale(storage.messages.claim(stale, noon))
      await assertStale(storage.messages.unsettled(stale))
      await assertStale(
        storage.messages.markSending(stale, { messageId: id, built: Uint8Array.of(1), address: 'a@b', at: noon }),
      )
      await assertStale(storage.messages.markResending(stale, { messageId: sending.id, at: noon }))
      await assertStale(storage.messages.advance(stale, { waMessageId: sending.waMessageId, status: 'sent', at: noon }))
      await assertStale(storage.messages.fail(stale, { messageId: id, ...failure }))
      await assertStale(storage.messages.refuse(stale, { waMessageId, ...failure }))
      await assertStale(storage.messages.refuse(stale, { waMessageId: sending.waMessageId, ...failure }))
      await assertStale(storage.messages.postpone(stale, { messageId: id, nextAttemptAt: noon, at: noon }))

      assert.deepEqual(await read(), before)
    },
  ),
]
