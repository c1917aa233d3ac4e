import assert from 'node:assert/strict'
import type { ClaimOutcome } from '../../storage/message-store.ts'
import {
  acceptAll,
  acceptMessages,
  claimedId,
  connect,
  heldReason,
  messageTo,
  noon,
  present,
  sendNext,
  storageCase,
} from './storage-case.ts'

const [ahmed, sara, omar] = ['201001234567', '201009999999', '201005555555']
const midnight = Date.UTC(2026, 10, 24)
const hourMs = 3_600_000

/** What bounds a number beside its pace. */
export const pacingCases = [
  storageCase(
    'daily cap: holds the queue until the next day of the account, and tells so',
    async ({ storage, owned }) => {
      const shop = await owned()
      await connect(storage, shop)
      const { instance, lease } = shop
      const limits = { dailyMessages: 2 }
      const accepted = await acceptAll(storage, instance, 3)
      const last = present(accepted[2]).id
      for (let count = 0; count < 2; count += 1) await sendNext(storage, shop, { at: noon, limits })

      const held = await storage.messages.claim(lease, noon, limits)
      const reason = await heldReason(storage, instance, last)
      const { holds } = present(await storage.instances.find(instance.id))
      const still = await storage.messages.claim(lease, midnight - 1, limits)
      const sent = await sendNext(storage, shop, { at: midnight, limits })

      assert.deepEqual(held, { kind: 'held', reason: 'daily_cap', until: midnight })
      assert.equal(reason, 'daily_cap')
      assert.deepEqual(holds, [{ reason: 'daily_cap', until: midnight }])
      assert.equal(still.kind, 'held')
      assert.deepEqual([sent.id, sent.heldReason], [last, null])
      assert.deepEqual(present(await storage.instances.find(instance.id)).holds, [])
    },
  ),
  storageCase(
    'daily cap: the day is that of the time zone of the account',
    async ({ storage, account, instance, harness }) => {
      const owner = await account({}, 'Africa/Cairo')
      const created = await instance(owner)
      const [lease] = await storage.leases.acquire({ ownerId: 'owner-1', ttlMs: 60_000, limit: 1 })
      const shop = { account: owner, instance: created, lease: present(lease) }
      const other = await harness.open()
      const limits = { dailyMessages: 1 }
      await acceptAll(storage, created, 3)
      await sendNext(storage, shop, { at: noon, limits })

      const held = await other.messages.claim(shop.lease, noon, limits)
      await sendNext(other, shop, { at: midnight - 2 * hourMs, limits })

      assert.deepEqual(held, { kind: 'held', reason: 'daily_cap', until: midnight - 2 * hourMs })
      assert.equal((await storage.messages.claim(shop.lease, midnight, limits)).kind, 'held')
    },
  ),
  storageCase('markSending: the cap is part of the commit, whatever was claimed before', async ({ storage, owned }) => {
    const shop = await owned()
    const { lease } = shop
    const limits = { dailyMessages: 1 }
    const [first, second] = await acceptAll(storage, shop.instance, 2)
    const mark = (messageId: number) =>
      storage.messages.markSending(lease, { messageId, built: Uint8Array.of(1), address: 'a@b', at: noon, limits })

    const changes = await Promise.all([mark(present(first).id), mark(present(second).id)])

    assert.equal(changes.filter((change) => change !== null).length, 1)
  }),
  storageCase('markResending: the same id again is no other message of the day', async ({ storage, owned }) => {
    const shop = await owned()
    const limits = { dailyMessages: 3, dailyFirstContacts: 1 }
    await acceptAll(storage, shop.instance, 2)
    const { id } = await sendNext(storage, shop, { at: noon, limits })

    for (let count = 0; count < 3; count += 1)
      await storage.messages.markResending(shop.lease, { messageId: id, at: noon })

    await sendNext(storage, shop, { at: noon, limits })
    assert.equal((await storage.messages.claim(shop.lease, noon, limits)).kind, 'idle')
  }),
  storageCase('first contacts: the cap parks strangers alone, until the next day', async ({ storage, owned }) => {
    const shop = await owned()
    await connect(storage, shop)
    const { instance, lease } = shop
    const limits = { dailyFirstContacts: 1 }
    const [, stranger, known] = await acceptMessages(storage, instance, [
      messageTo(ahmed),
      messageTo(sara),
      messageTo(ahmed),
    ])
    await sendNext(storage, shop, { at: noon, limits })

    const passing = await sendNext(storage, shop, { at: noon, limits })
    const idle = await storage.messages.claim(lease, noon, limits)

    assert.equal(passing.id, known)
    assert.deepEqual(idle, { kind: 'idle', nextAt: midnight })
    assert.equal(await heldReason(storage, instance, present(stranger)), 'first_contacts_cap')
    assert.equal((await sendNext(storage, shop, { at: midnight, limits })).id, stranger)
  }),
  storageCase(
    'recipient gap: parks what comes too soon for its recipient, and nobody else',
    async ({ storage, owned }) => {
      const shop = await owned()
      await connect(storage, shop)
      const { instance, lease } = shop
      const limits = { recipientGapMs: 1_000 }
      const [first, second, other] = await acceptMessages(storage, instance, [
        messageTo(ahmed),
        messageTo(ahmed),
        messageTo(sara),
      ])

      const sent = [
        await sendNext(storage, shop, { at: noon, limits }),
        await sendNext(storage, shop, { at: noon, limits }),
      ]
      const idle = await storage.messages.claim(lease, noon + 999, limits)

      assert.deepEqual(
        sent.map(({ id }) => id),
        [first, other],
      )
      assert.deepEqual(idle, { kind: 'idle', nextAt: noon + 1_000 })
      assert.equal(await heldReason(storage, instance, present(second)), 'recipient_gap')
      assert.equal(claimedId(await storage.messages.claim(lease, noon + 1_000, limits)), second)
    },
  ),
  storageCase('quiet hours: hold the queue until they end', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const limits = { quietHours: { from: '21:00', to: '08:30' } }
    await acceptAll(storage, instance)
    const night = Date.UTC(2026, 10, 23, 22)
    const morning = Date.UTC(2026, 10, 24, 8, 30)

    assert.deepEqual(await storage.messages.claim(lease, night, limits), {
      kind: 'held',
      reason: 'quiet_hours',
      until: morning,
    })
    assert.equal((await storage.messages.claim(lease, morning, limits)).kind, 'message')
  }),
  storageCase('restriction: only who wrote lately is written to, until it ends', async ({ storage, owned }) => {
    const shop = await owned()
    await connect(storage, shop)
    const { instance, lease } = shop
    const limits = { strangersUntil: noon + hourMs }
    const monthMs = 30 * 24 * hourMs
    await storage.recipients.noteInbound(lease, { recipient: sara, at: noon - monthMs + 1 })
    await storage.recipients.noteInbound(lease, { recipient: omar, at: noon - monthMs })
    const [stranger, known, past] = await acceptMessages(storage, instance, [
      messageTo(ahmed),
      messageTo(sara),
      messageTo(omar),
    ])

    const sent = await sendNext(storage, shop, { at: noon, limits })
    const idle = await storage.messages.claim(lease, noon, limits)
    const reasons = [
      await heldReason(storage, instance, present(stranger)),
      await heldReason(storage, instance, present(past)),
    ]
    await storage.recipients.noteInbound(lease, { recipient: ahmed, at: noon })
    const answered = await sendNext(storage, shop, { at: noon, limits })
    const afterwards = await storage.messages.claim(lease, noon + hourMs)

    assert.equal(sent.id, known)
    assert.deepEqual(idle, { kind: 'idle', nextAt: noon + hourMs })
    assert.deepEqual(reasons, ['restricted', 'restricted'])
    assert.equal(answered.id, stranger)
    assert.equal(claimedId(afterwards), past)
  }),
  storageCase('release: lets go what waits for one reason before its time', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const [later, stranger] = await acceptMessages(storage, instance, [
      messageTo(ahmed, { sendAt: noon + hourMs }),
      messageTo(ahmed),
    ])
    await storage.messages.claim(lease, noon, { strangersUntil: noon + hourMs })

    const released = [
      await storage.messages.release(lease, 'recipient_gap'),
      await storage.messages.release(lease, 'restricted'),
    ]

    assert.deepEqual(released, [0, 1])
    assert.equal(claimedId(await storage.messages.claim(lease, noon)), stranger)
    assert.equal(present(await storage.messages.get(instance.accountId, present(later))).nextAttemptAt, noon + hourMs)
  }),
  storageCase(
    'claim: finds one that may go behind hundreds that may not, some at a time',
    async ({ storage, owned }) => {
      const { instance, lease } = await owned()
      const limits = { strangersUntil: noon + hourMs }
      for (let batch = 0; batch < 5; batch += 1) {
        await acceptMessages(
          storage,
          instance,
          Array.from({ length: 90 }, (_, n) => messageTo(`20100${String(batch * 90 + n).padStart(7, '0')}`)),
        )
      }
      await storage.recipients.noteInbound(lease, { recipient: sara, at: noon })
      const [known] = await acceptMessages(storage, instance, [messageTo(sara)])

      const outcomes: ClaimOutcome[] = []
      while (outcomes.length < 5 && outcomes.at(-1)?.kind !== 'message') {
        outcomes.push(await storage.messages.claim(lease, noon, limits))
      }

      assert.deepEqual(outcomes.map(claimedId), ['again', 'again', known])
      assert.equal(await storage.messages.release(lease, 'restricted'), 450)
    },
  ),
]
