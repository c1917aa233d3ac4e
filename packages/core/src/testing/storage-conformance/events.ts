import assert from 'node:assert/strict'
import type { EventRecord } from '../../storage/event-record.ts'
import type { Storage } from '../../storage/storage.ts'
import { acceptAll, acceptedOf, acceptOne, batchOf, connect, noon, present, storageCase } from './storage-case.ts'

/** Reading what happened. */
export const eventCases = [
  storageCase(
    'events: each change of a status is one, in the order of the changes, with its reason and its time',
    async ({ storage, owned }) => {
      const shop = await owned()
      await connect(storage, shop)
      const { id, waMessageId } = await acceptOne(storage, shop.instance)
      await storage.messages.markSending(shop.lease, {
        messageId: id,
        built: Uint8Array.of(1),
        address: 'a@b',
        at: noon + 1,
      })
      await storage.messages.advance(shop.lease, { waMessageId, status: 'delivered', at: noon + 2 })
      await storage.messages.advance(shop.lease, { waMessageId, status: 'sent', at: noon + 3 })
      const other = await acceptOne(storage, shop.instance)
      await storage.messages.fail(shop.lease, { messageId: other.id, code: 'x_y', error: 'x', at: noon + 4 })
      await storage.instances.delete(shop.account.id, shop.instance.id, noon + 5)

      const events = await readAll(storage, 0)

      const ofShop = { accountId: shop.account.id, instanceId: shop.instance.id }
      const ofMessage = { ...ofShop, messageId: id, reason: null }
      assert.deepEqual(
        events.map(({ id: _id, ...event }) => event),
        [
          { ...ofShop, messageId: null, status: 'waiting_scan', reason: null, at: noon },
          { ...ofShop, messageId: null, status: 'connected', reason: null, at: noon },
          { ...ofMessage, status: 'queued', at: noon },
          { ...ofMessage, status: 'sending', at: noon + 1 },
          { ...ofMessage, status: 'delivered', at: noon + 2 },
          { ...ofShop, messageId: other.id, status: 'queued', reason: null, at: noon },
          { ...ofShop, messageId: other.id, status: 'failed', reason: 'x_y', at: noon + 4 },
          { ...ofShop, messageId: null, status: 'disconnected', reason: 'deleted', at: noon + 5 },
        ],
      )
      assertRising(events)
    },
  ),
  storageCase('events: an account reads its own, and nothing of another', async ({ storage, owned }) => {
    const [first, second] = [await owned(), await owned()]
    for (const { instance } of [first, second, first]) await acceptOne(storage, instance)
    const { last } = await storage.events.head()

    const own = await storage.events.read({ accountId: first.account.id, after: 0, upTo: last })

    assert.deepEqual(new Set(own.map(({ accountId }) => accountId)), new Set([first.account.id]))
    assert.deepEqual(
      own.map(({ status }) => status),
      ['waiting_scan', 'queued', 'queued'],
    )
    assert.deepEqual(await storage.events.read({ accountId: 999_999, after: 0, upTo: last }), [])
  }),
  storageCase('events: a range leaves out where it begins and takes in where it ends', async ({ storage, owned }) => {
    const { instance } = await owned()
    await acceptAll(storage, instance, 3)
    const events = await readAll(storage, 0)
    const [, second, third] = events.map(({ id }) => id)

    const middle = await storage.events.read({ after: present(second), upTo: present(third) })

    assert.deepEqual(middle, events.slice(2, 3))
    assert.equal((await storage.events.head()).last, events.at(-1)?.id)
  }),
  storageCase('events: the oldest is the first that retention has left', async ({ storage, owned }) => {
    assert.equal(await storage.events.oldest(), null)
    assert.deepEqual(await storage.events.head(), { last: 0, writers: [] })
    const { instance } = await owned()
    await acceptAll(storage, instance, 1, { at: noon + 5 })
    const [created, queued] = await readAll(storage, 0)

    assert.equal(await storage.events.oldest(), created?.id)
    await storage.retention.pruneEvents({ before: noon + 1, orphansBefore: 0, limit: 10, after: 0 })

    assert.equal(await storage.events.oldest(), queued?.id)
  }),
  storageCase(
    'events: nothing is added at or below what was read, whoever commits late',
    async ({ storage, harness, account, instance }) => {
      const shops = [await instance(await account()), await instance(await account())] as const
      const other = await harness.open()
      const { last: start } = await settledHead(storage)
      let beside: Promise<unknown> = Promise.resolve()
      let reading: Promise<readonly EventRecord[]> = Promise.resolve([])

      await harness.transaction(async ({ transaction }) => {
        acceptedOf(await storage.messages.accept({ ...batchOf(shops[0], 2), transaction }))
        beside = acceptAll(other, shops[1])
        // Where writers take turns, this one's comes after the commit.
        if (harness.ownership === 'instance') await beside
        reading = readAll(other, start)
        await other.events.head()
      })
      await beside
      const early = await reading
      const late = await readAll(other, early.at(-1)?.id ?? start)

      const statuses = [...early, ...late]
      assertRising(statuses)
      assert.deepEqual(statuses.map(({ instanceId }) => instanceId).toSorted(), [shops[0].id, shops[0].id, shops[1].id])
    },
  ),
  storageCase(
    'events: a transaction that was rolled back is waited for no longer',
    async ({ storage, harness, owned }) => {
      const { instance } = await owned()
      const { last: start } = await settledHead(storage)

      await assert.rejects(
        harness.transaction(async ({ transaction }) => {
          await storage.messages.accept({ ...batchOf(instance), transaction })
          throw new Error('The host changed its mind.')
        }),
      )
      await acceptOne(storage, instance)

      assert.deepEqual(
        (await readAll(storage, start)).map(({ status }) => status),
        ['queued'],
      )
    },
  ),
]

/** Reads how far events go, once nobody can add one below. */
const settledHead = async ({ events }: Storage) => {
  const head = await events.head()
  let open = head.writers
  while (open.length > 0) open = await events.openWriters(open)
  return head
}

const readAll = async (storage: Storage, after: number): Promise<readonly EventRecord[]> => {
  const { last } = await settledHead(storage)
  return storage.events.read({ after, upTo: last })
}

const assertRising = (events: readonly EventRecord[]): void => {
  const ids = events.map(({ id }) => id)
  assert.deepEqual(
    ids,
    [...new Set(ids)].toSorted((a, b) => a - b),
  )
}
