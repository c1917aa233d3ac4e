import assert from 'node:assert/strict'
import type { InstanceRecord } from '../../storage/instance-record.ts'
import type { Storage } from '../../storage/storage.ts'
import {
  acceptAll,
  acceptMessages,
  acceptOne,
  acceptSending,
  claimedId,
  messageTo,
  noon,
  present,
  storageCase,
} from './storage-case.ts'

const recipient = '201001234567'

/** How messages end that never left: withdrawn, or because their time is over. */
export const withdrawCases = [
  storageCase('cancel: a queued message ends and gives its unit back, once', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)

    const first = await storage.messages.cancel(account.id, id, noon + 5)
    const second = await storage.messages.cancel(account.id, id, noon + 6)

    assert.equal(first.kind, 'cancelled')
    assert.deepEqual([first.change.before.status, first.change.after.status], ['queued', 'cancelled'])
    assert.equal(first.change.after.endedAt, noon + 5)
    assert.deepEqual(await storage.messages.get(account.id, id), first.change.after)
    assert.equal(second.kind, 'already_ended')
    assert.equal(await usedToday(storage, instance), 0)
    assert.equal((await storage.messages.claim(lease, noon)).kind, 'idle')
  }),
  storageCase(
    'cancel: one that may have left stays, and a foreign one is missing',
    async ({ storage, account, owned }) => {
      const shop = await owned()
      const stranger = await account()
      const { id } = await acceptSending(storage, shop)

      const outcome = await storage.messages.cancel(shop.account.id, id, noon)
      const foreign = await storage.messages.cancel(stranger.id, id, noon)

      assert.equal(outcome.kind, 'already_sending')
      assert.deepEqual(foreign, { kind: 'message_not_found' })
      assert.equal(present(await storage.messages.get(shop.account.id, id)).status, 'sending')
      assert.equal(await usedToday(storage, shop.instance), 1)
    },
  ),
  storageCase('cancel: exactly one of sent and cancelled wins', async ({ storage, harness, owned }) => {
    const { account, instance, lease } = await owned()
    const elsewhere = await harness.open()
    const accepted = await acceptAll(storage, instance, 20)

    const outcomes = await Promise.all(
      accepted.map(async ({ id }) => {
        const input = { messageId: id, built: Uint8Array.of(1), address: 'a@b', at: noon }
        const [sent, cancelled] = await Promise.all([
          storage.messages.markSending(lease, input),
          elsewhere.messages.cancel(account.id, id, noon),
        ])
        const { status } = present(await storage.messages.get(account.id, id))
        return [sent !== null, cancelled.kind, status].join(' ')
      }),
    )

    const fair = ['true already_sending sending', 'false cancelled cancelled']
    assert.deepEqual(
      outcomes.filter((outcome) => !fair.includes(outcome)),
      [],
    )
    const sent = outcomes.filter((outcome) => outcome === fair[0]).length
    assert.equal(await usedToday(storage, instance), sent)
  }),
  storageCase('clear: withdraws what was queued until then, in batches', async ({ storage, account, owned }) => {
    const { account: owner, instance } = await owned()
    const stranger = await account()
    const [waiting] = await acceptMessages(storage, instance, [messageTo(recipient, { sendAt: noon + 900 })])
    await acceptAll(storage, instance, 4)
    const [later] = await acceptAll(storage, instance, 1, { at: noon + 10 })
    const clear = () => storage.messages.clear(owner.id, instance.id, { at: noon + 9, limit: 3 })

    const batches = [present(await clear()), present(await clear())]

    assert.deepEqual(
      batches.map(({ changes, isDone }) => [changes.length, isDone]),
      [
        [3, false],
        [2, true],
      ],
    )
    assert.equal(present(await storage.messages.get(owner.id, present(waiting))).status, 'cancelled')
    assert.equal(present(await storage.messages.get(owner.id, present(later).id)).status, 'queued')
    assert.equal(await usedToday(storage, instance), 1)
    assert.equal(await storage.messages.clear(stranger.id, instance.id, { at: noon, limit: 3 }), null)
  }),
  storageCase('clear: an emptied queue is no longer that of another number', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    await storage.instances.hold(lease, { reason: 'number_changed', until: null })

    await storage.messages.clear(account.id, instance.id, { at: noon, limit: 3 })

    assert.deepEqual(present(await storage.instances.find(instance.id)).holds, [])
  }),
  storageCase(
    'expire: ends what is over, also of a paused and unowned instance',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const shop = await instance(owner)
      await storage.instances.pause(owner.id, shop.id, noon)
      const [over, later, never, scheduled] = await acceptMessages(storage, shop, [
        messageTo(recipient, { expiresAt: noon + 5 }),
        messageTo(recipient, { expiresAt: noon + 6 }),
        messageTo(recipient),
        messageTo(recipient, { sendAt: noon + 900, expiresAt: noon + 1 }),
      ])

      const early = await storage.messages.expire({ at: noon, limit: 10 })
      const changes = await storage.messages.expire({ at: noon + 5, limit: 10 })

      assert.deepEqual(early, [])
      assert.deepEqual(
        changes.map(({ after }) => [after.id, after.status, after.endedAt]).toSorted(),
        [
          [over, 'expired', noon + 5],
          [scheduled, 'expired', noon + 5],
        ].toSorted(),
      )
      assert.match(present(present(changes[0]).after.error), /time was over/)
      for (const id of [later, never])
        assert.equal(present(await storage.messages.get(owner.id, present(id))).status, 'queued')
      assert.equal(await usedToday(storage, shop), 2)
    },
  ),
  storageCase('expire: takes no more than it is told', async ({ storage, owned }) => {
    const { instance } = await owned()
    await acceptMessages(
      storage,
      instance,
      Array.from({ length: 5 }, () => messageTo(recipient, { expiresAt: noon })),
    )

    const counts = []
    for (let pass = 0; pass < 3; pass += 1) counts.push((await storage.messages.expire({ at: noon, limit: 3 })).length)

    assert.deepEqual(counts, [3, 2, 0])
  }),
  storageCase('claim: ends what is over and goes on behind it', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const [over, next] = await acceptMessages(storage, instance, [
      messageTo(recipient, { expiresAt: noon }),
      messageTo(recipient),
    ])

    const first = await storage.messages.claim(lease, noon)
    const second = await storage.messages.claim(lease, noon)

    assert.equal(first.kind, 'expired')
    assert.deepEqual(
      first.changes.map(({ after }) => [after.id, after.status]),
      [[over, 'expired']],
    )
    assert.equal(claimedId(second), next)
    assert.equal(await usedToday(storage, instance), 1)
  }),
  storageCase('markSending: a message whose time is over does not leave', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const [id] = await acceptMessages(storage, instance, [messageTo(recipient, { expiresAt: noon + 5 })])
    const input = { messageId: present(id), built: Uint8Array.of(1), address: 'a@b', at: noon + 5 }

    const change = present(await storage.messages.markSending(lease, input))

    assert.equal(change.after.status, 'expired')
    assert.deepEqual(await storage.messages.get(account.id, present(id)), change.after)
    assert.equal((await storage.instances.find(instance.id))?.lastSendAt, null)
    assert.equal(await usedToday(storage, instance), 0)
  }),
]

const usedToday = async (storage: Storage, { accountId }: InstanceRecord): Promise<number> =>
  present(await storage.usage.read(accountId, noon)).daily
