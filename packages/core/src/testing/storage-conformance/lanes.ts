import assert from 'node:assert/strict'
import {
  acceptMessages,
  acceptSending,
  batchOf,
  claimedId,
  connect,
  heldReason,
  messageTo,
  noon,
  present,
  sendNext,
  storageCase,
} from './storage-case.ts'

const [ahmed, sara] = ['201001234567', '201009999999']

/** Which message of a number goes first, and when. */
export const laneCases = [
  storageCase(
    'lanes: high goes before normal before low, and within a lane the older one',
    async ({ storage, owned }) => {
      const shop = await owned()
      const [low, normal, first, second] = await acceptMessages(storage, shop.instance, [
        messageTo(ahmed, { priority: 'low' }),
        messageTo(ahmed),
        messageTo(sara, { priority: 'high' }),
        messageTo(ahmed, { priority: 'high' }),
      ])

      const sent = []
      for (let count = 0; count < 4; count += 1) sent.push((await sendNext(storage, shop, { at: noon })).id)

      assert.deepEqual(sent, [first, second, normal, low])
    },
  ),
  storageCase('accept: priority and times are kept, one call of one beside one of many', async ({ storage, owned }) => {
    const { account, instance } = await owned()
    const timed = { priority: 'high', sendAt: noon + 500, expiresAt: noon + 900 } as const
    const batches = [[messageTo(ahmed, timed)], [messageTo(ahmed), messageTo(sara, { priority: 'low' })]]

    const ids = (await Promise.all(batches.map((batch) => acceptMessages(storage, instance, batch)))).flat()

    const stored = await Promise.all(ids.map((id) => storage.messages.get(account.id, id)))
    const seen = stored.map((each) => {
      const { priority, sendAt, expiresAt, nextAttemptAt } = present(each)
      return [priority, sendAt, expiresAt, nextAttemptAt]
    })
    assert.deepEqual(seen, [
      ['high', noon + 500, noon + 900, noon + 500],
      ['normal', null, null, null],
      ['low', null, null, null],
    ])
  }),
  storageCase('accept: times are kept also in a transaction of the host', async ({ storage, harness, owned }) => {
    const { account, instance } = await owned()
    const message = messageTo(ahmed, { priority: 'low', sendAt: noon + 500, expiresAt: noon + 900 })

    const outcome = await harness.transaction(({ transaction }) =>
      storage.messages.accept({ ...batchOf(instance, 0), messages: [message], transaction }),
    )

    assert.equal(outcome.kind, 'accepted')
    const stored = present(await storage.messages.get(account.id, present(outcome.messages[0]).id))
    assert.deepEqual([stored.priority, stored.sendAt, stored.expiresAt], ['low', noon + 500, noon + 900])
  }),
  storageCase('claim: a message for later waits for its time and holds nobody else', async ({ storage, owned }) => {
    const shop = await owned()
    await connect(storage, shop)
    const { instance, lease } = shop
    const [later, now] = await acceptMessages(storage, instance, [
      messageTo(ahmed, { sendAt: noon + 500 }),
      messageTo(ahmed),
    ])
    const reason = await heldReason(storage, instance, present(later))

    const sent = await sendNext(storage, shop, { at: noon })
    const idle = await storage.messages.claim(lease, noon + 499)
    const due = await storage.messages.claim(lease, noon + 500)

    assert.equal(reason, 'scheduled')
    assert.equal(sent.id, now)
    assert.deepEqual(idle, { kind: 'idle', nextAt: noon + 500 })
    assert.equal(claimedId(due), later)
  }),
  storageCase(
    'claim: a later message to the same recipient in the same lane waits behind one that is tried again',
    async ({ storage, owned }) => {
      const shop = await owned()
      await connect(storage, shop)
      const { instance, lease } = shop
      const [first, behind, urgent, other] = await acceptMessages(storage, instance, [
        messageTo(ahmed),
        messageTo(ahmed),
        messageTo(ahmed, { priority: 'high' }),
        messageTo(sara),
      ])
      await storage.messages.postpone(lease, { messageId: present(first), nextAttemptAt: noon + 500, at: noon })

      const passing = [await sendNext(storage, shop, { at: noon }), await sendNext(storage, shop, { at: noon })]
      const idle = await storage.messages.claim(lease, noon)
      const reasons = [await heldReason(storage, instance, present(first))]
      reasons.push(await heldReason(storage, instance, present(behind)))
      const inOrder = [
        await sendNext(storage, shop, { at: noon + 500 }),
        await sendNext(storage, shop, { at: noon + 500 }),
      ]

      assert.deepEqual(
        passing.map(({ id }) => id),
        [urgent, other],
      )
      assert.deepEqual(idle, { kind: 'idle', nextAt: noon + 500 })
      assert.deepEqual(reasons, ['retry', 'order'])
      assert.deepEqual(
        inOrder.map(({ id }) => id),
        [first, behind],
      )
    },
  ),
  storageCase('lanes: what is sending holds nobody in the queue', async ({ storage, owned }) => {
    const shop = await owned()
    await acceptSending(storage, shop)
    const [next] = await acceptMessages(storage, shop.instance, [messageTo(ahmed)])

    assert.equal(claimedId(await storage.messages.claim(shop.lease, noon + 2)), next)
  }),
]
