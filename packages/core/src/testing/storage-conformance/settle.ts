import assert from 'node:assert/strict'
import type { ProvenStatus } from '../../storage/message-status.ts'
import type { OwnedInstance, StorageWorld } from './storage-case.ts'
import { acceptOne, acceptSending, noon, present, storageCase } from './storage-case.ts'

const failure = { code: 'wa_463', error: 'WhatsApp refused the message.' }

/** What became of a message. */
export const settleCases = [
  storageCase('advance: each step is dated, and the change says what was', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    const steps: readonly ProvenStatus[] = ['sent', 'delivered', 'read', 'played']

    for (const [index, status] of steps.entries()) {
      const change = await storage.messages.advance(shop.lease, { waMessageId, status, at: noon + 10 + index })
      assert.equal(change?.before.status, steps[index - 1] ?? 'sending')
      assert.equal(change?.after.status, status)
      assert.deepEqual(change?.after, await storage.messages.get(shop.account.id, id))
    }

    const { sentAt, deliveredAt, readAt, playedAt } = present(await storage.messages.get(shop.account.id, id))
    assert.deepEqual([sentAt, deliveredAt, readAt, playedAt], [noon + 10, noon + 11, noon + 12, noon + 13])
  }),
  storageCase('advance: a status never moves back, and a repeated one changes nothing', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    await storage.messages.advance(shop.lease, { waMessageId, status: 'read', at: noon + 20 })
    const before = await storage.messages.get(shop.account.id, id)

    for (const status of ['sent', 'delivered', 'read'] as const) {
      assert.equal(await storage.messages.advance(shop.lease, { waMessageId, status, at: noon + 30 }), null)
    }

    assert.deepEqual(await storage.messages.get(shop.account.id, id), before)
  }),
  storageCase('advance: a receipt that overtakes the acknowledgement dates that too', async ({ storage, owned }) => {
    const shop = await owned()
    const { waMessageId } = await acceptSending(storage, shop)

    const change = await storage.messages.advance(shop.lease, { waMessageId, status: 'delivered', at: noon + 20 })

    assert.deepEqual([change?.after.sentAt, change?.after.deliveredAt], [noon + 20, noon + 20])
  }),
  storageCase(
    'advance: proof that seems older than what it answers takes the time of that',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { id, waMessageId } = await acceptSending(storage, shop)
      const advance = (status: ProvenStatus, at: number) =>
        storage.messages.advance(shop.lease, { waMessageId, status, at })

      const sent = await advance('sent', noon - 500)
      await advance('delivered', noon + 2000)
      const read = await advance('read', noon + 1000)

      assert.equal(sent?.after.sentAt, noon + 1)
      assert.equal(read?.after.readAt, noon + 2000)
      // The history says the same.
      const steps = (await storage.messages.events(shop.account.id, id)) ?? []
      assert.deepEqual(
        steps.slice(-3).map(({ at }) => at),
        [noon + 1, noon + 2000, noon + 2000],
      )
    },
  ),
  storageCase('advance: proof answers a message that failed as outcome_unknown', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    await storage.messages.fail(shop.lease, {
      messageId: id,
      code: 'outcome_unknown',
      error: 'No answer.',
      at: noon + 2,
    })

    const change = await storage.messages.advance(shop.lease, { waMessageId, status: 'sent', at: noon + 3 })

    const { status, error, errorCode, endedAt, sentAt } = present(change).after
    assert.deepEqual([status, error, errorCode, endedAt, sentAt], ['sent', null, null, null, noon + 3])
  }),
  storageCase('advance: no proof leads out of another end', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    await storage.messages.refuse(shop.lease, { waMessageId, ...failure, at: noon + 2 })

    assert.equal(await storage.messages.advance(shop.lease, { waMessageId, status: 'read', at: noon + 3 }), null)
    assert.equal((await storage.messages.get(shop.account.id, id))?.status, 'failed')
  }),
  storageCase("advance: an unknown id, and another instance's, change nothing", async ({ storage, owned }) => {
    const first = await owned()
    const second = await owned()
    const { waMessageId } = await acceptSending(storage, first)
    const proof = { status: 'sent', at: noon } as const

    assert.equal(await storage.messages.advance(first.lease, { waMessageId: 'unknown', ...proof }), null)
    assert.equal(await storage.messages.advance(second.lease, { waMessageId, ...proof }), null)
  }),
  storageCase('fail: a queued and a sending message end with code, words and time', async (world) => {
    const shop = await world.owned()
    const queued = await acceptOne(world.storage, shop.instance)
    const sending = await acceptSending(world.storage, shop)

    for (const { id } of [queued, sending]) {
      const change = await world.storage.messages.fail(shop.lease, { messageId: id, ...failure, at: noon + 4 })
      assert.deepEqual(change?.after, await world.storage.messages.get(shop.account.id, id))
      const { status, errorCode, error, endedAt } = present(change).after
      assert.deepEqual([status, errorCode, error, endedAt], ['failed', failure.code, failure.error, noon + 4])
    }
  }),
  storageCase('fail: a message that was acknowledged or has ended stays as it is', async (world) => {
    const shop = await world.owned()
    const sent = await sentMessage(world, shop)
    const ended = await acceptOne(world.storage, shop.instance)
    await world.storage.messages.fail(shop.lease, { messageId: ended.id, ...failure, at: noon })

    for (const { id } of [sent, ended]) {
      const other = { messageId: id, code: 'other', error: 'Other.', at: noon + 9 }
      assert.equal(await world.storage.messages.fail(shop.lease, other), null)
    }

    assert.equal((await world.storage.messages.get(shop.account.id, ended.id))?.errorCode, failure.code)
  }),
  storageCase('refuse: a restriction is kept with it, and the message is never given out again', async (world) => {
    const { storage } = world
    const shop = await world.owned()
    const { waMessageId } = await acceptSending(storage, shop)
    const restriction = { type: 'reachout_timelock', until: noon + 1000, isProbing: false }

    await storage.messages.refuse(shop.lease, { waMessageId, ...failure, at: noon + 5, restriction })

    assert.deepEqual((await storage.instances.find(shop.instance.id))?.restriction, restriction)
    assert.equal(await storage.messages.built(shop.instance.id, waMessageId), null)
    assert.deepEqual(await storage.messages.unsettled(shop.lease), [])
  }),
  storageCase('refuse: ends only a message that is sending, without giving its unit back', async (world) => {
    const { storage } = world
    const shop = await world.owned()
    const queued = await acceptOne(storage, shop.instance)
    const sending = await acceptSending(storage, shop)
    const sent = await sentMessage(world, shop)
    const refuse = (waMessageId: string) =>
      storage.messages.refuse(shop.lease, { waMessageId, ...failure, at: noon + 5 })

    const outcomes = [await refuse(queued.waMessageId), await refuse(sent.waMessageId), await refuse('unknown')]
    const change = await refuse(sending.waMessageId)

    assert.deepEqual(outcomes, [null, null, null])
    assert.deepEqual([change?.after.status, change?.after.errorCode], ['failed', failure.code])
    assert.equal((await storage.usage.read(shop.account.id, noon))?.daily, 3)
  }),
]

const sentMessage = async ({ storage }: StorageWorld, shop: OwnedInstance) => {
  const message = await acceptSending(storage, shop)
  await storage.messages.advance(shop.lease, { waMessageId: message.waMessageId, status: 'sent', at: noon + 2 })
  return message
}
