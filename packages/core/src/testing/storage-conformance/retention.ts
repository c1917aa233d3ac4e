import assert from 'node:assert/strict'
import type { PruneBatch, PruneOutcome } from '../../storage/retention-store.ts'
import type { OwnedInstance, StorageWorld } from './storage-case.ts'
import { acceptAll, acceptedOf, acceptOne, acceptSending, batchOf, noon, present, storageCase } from './storage-case.ts'

const day = 24 * 3_600_000

/** What has had its time. */
export const retentionCases = [
  storageCase('pruneBodies: takes content and built message out, and nothing else', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await sent(storage, shop, noon + 5)
    const before = present(await storage.messages.get(shop.account.id, id))

    const outcome = await storage.retention.pruneBodies({ before: noon + 6, limit: 10, after: 0 })

    assert.deepEqual(outcome, { removed: 1, next: null })
    assert.deepEqual(await storage.messages.get(shop.account.id, id), { ...before, content: {} })
    assert.equal(await storage.messages.built(shop.instance.id, waMessageId), null)
    assert.equal((await storage.retention.pruneBodies({ before: noon + 6, limit: 10, after: 0 })).removed, 0)
  }),
  storageCase(
    'pruneBodies: a message that is queued or sending keeps its body for ever',
    async ({ storage, owned }) => {
      const shop = await owned()
      const queued = await acceptOne(storage, shop.instance)
      const sending = await acceptSending(storage, shop)

      const outcome = await storage.retention.pruneBodies({ before: noon + 9999 * day, limit: 10, after: 0 })

      assert.equal(outcome.removed, 0)
      for (const { id } of [queued, sending]) {
        assert.deepEqual((await storage.messages.get(shop.account.id, id))?.content, { text: 'Hello' })
      }
      assert.notEqual(await storage.messages.built(shop.instance.id, sending.waMessageId), null)
    },
  ),
  storageCase(
    'retention: the age of a message counts from the last change of its status',
    async ({ storage, owned }) => {
      const shop = await owned()
      const { id, waMessageId } = await sent(storage, shop, noon + 5)
      await storage.messages.advance(shop.lease, { waMessageId, status: 'delivered', at: noon + 3 * day })
      await storage.messages.advance(shop.lease, { waMessageId, status: 'read', at: noon + 7 * day })
      const failed = await acceptOne(storage, shop.instance)
      await storage.messages.fail(shop.lease, { messageId: failed.id, code: 'x', error: 'x', at: noon + 7 * day })

      const tooEarly = await storage.retention.pruneBodies({ before: noon + 7 * day, limit: 10, after: 0 })
      const due = await storage.retention.pruneBodies({ before: noon + 7 * day + 1, limit: 10, after: 0 })
      const messages = await storage.retention.pruneMessages({ before: noon + 7 * day, limit: 10, after: 0 })

      assert.deepEqual([tooEarly.removed, due.removed, messages.removed], [0, 2, 0])
      assert.equal((await storage.messages.get(shop.account.id, id))?.status, 'read')
    },
  ),
  storageCase('pruneMessages: removes ended messages that have no body any more', async ({ storage, owned }) => {
    const shop = await owned()
    const old = await sent(storage, shop, noon + 5)
    const cancelled = await acceptOne(storage, shop.instance)
    await storage.messages.fail(shop.lease, { messageId: cancelled.id, code: 'x', error: 'x', at: noon + 6 })
    const young = await sent(storage, shop, noon + day)
    await storage.retention.pruneBodies({ before: noon + 9 * day, limit: 10, after: 0 })
    const withBody = await sent(storage, shop, noon + 7)
    const queued = await acceptOne(storage, shop.instance)
    const sending = await acceptSending(storage, shop)

    const outcome = await storage.retention.pruneMessages({ before: noon + day, limit: 10, after: 0 })

    const read = ({ id }: { readonly id: number }) => storage.messages.get(shop.account.id, id)
    assert.deepEqual(outcome, { removed: 2, next: null })
    for (const gone of [old, cancelled]) assert.equal(await read(gone), null)
    for (const kept of [young, withBody, queued, sending]) assert.notEqual(await read(kept), null)
    assert.equal(await storage.messages.advance(shop.lease, { ...old, status: 'read', at: noon }), null)
  }),
  storageCase('retention: a batch takes the oldest first and says where to go on', async ({ storage, owned }) => {
    const shop = await owned()
    const messages = []
    for (const minute of [3, 1, 2, 5, 4]) messages.push(await sent(storage, shop, noon + minute * 60_000))
    const batch = { before: noon + day, limit: 2, after: 0 }

    const first = await storage.retention.pruneBodies(batch)
    const contents = await Promise.all(messages.map(({ id }) => storage.messages.get(shop.account.id, id)))
    const rest = await pruneAll((next) => storage.retention.pruneBodies({ ...batch, ...next }), present(first.next))

    assert.equal(first.removed, 2)
    assert.deepEqual(
      contents.map((message) => message?.content.text ?? null),
      ['Hello', null, null, 'Hello', 'Hello'],
    )
    assert.equal(rest, 3)
    assert.equal(await pruneAll((next) => storage.retention.pruneMessages({ ...batch, ...next })), 5)
  }),
  storageCase('retention: more rows of one moment than a batch takes are all removed', async ({ storage, owned }) => {
    const shop = await owned()
    for (let count = 0; count < 5; count += 1) await sent(storage, shop, noon + 60_000)
    const batch = { before: noon + day, limit: 2 }

    assert.equal(await pruneAll((next) => storage.retention.pruneBodies({ ...batch, ...next })), 5)
    assert.equal(await pruneAll((next) => storage.retention.pruneMessages({ ...batch, ...next })), 5)
  }),
  storageCase('pruneEvents: removes what is older, in stretches of ids', async ({ storage, owned }) => {
    const shop = await owned()
    await acceptAll(storage, shop.instance, 5, { at: noon + 1 })
    await acceptAll(storage, shop.instance, 3, { at: noon + 2 * day })
    const prune = (before: number) =>
      pruneAll((next) => storage.retention.pruneEvents({ before, orphansBefore: 0, limit: 2, ...next }))
    await prune(noon + 1)

    const first = await storage.retention.pruneEvents({ before: noon + 2, orphansBefore: 0, limit: 2, after: 0 })

    assert.equal(first.removed, 2)
    assert.equal(await prune(noon + 2), 3)
    assert.equal(await prune(noon + 2 * day), 0)
    assert.equal(await prune(noon + 2 * day + 1), 3)
  }),
  storageCase('pruneEvents: an event that is dated ahead holds up none behind it', async ({ storage, owned }) => {
    const { instance } = await owned()
    await storage.retention.pruneEvents({ before: noon + day, orphansBefore: 0, limit: 100, after: 0 })
    for (const at of [noon, noon + 9 * day, noon, noon]) await acceptAll(storage, instance, 1, { at })

    const removed = await pruneAll((next) =>
      storage.retention.pruneEvents({ before: noon + day, orphansBefore: 0, limit: 2, ...next }),
    )

    assert.equal(removed, 3)
  }),
  storageCase('pruneEvents: the events of a message that is gone go too', async ({ storage, owned }) => {
    const shop = await owned()
    await acceptOne(storage, shop.instance)
    // Queued, sending and sent: three events.
    await sent(storage, shop, noon + 5)
    const prune = (orphansBefore: number) =>
      pruneAll((next) => storage.retention.pruneEvents({ before: 0, orphansBefore, limit: 2, ...next }))

    const whileThere = await prune(noon + day)
    await storage.retention.pruneBodies({ before: noon + day, limit: 10, after: 0 })
    await storage.retention.pruneMessages({ before: noon + day, limit: 10, after: 0 })

    assert.equal(whileThere, 0)
    assert.equal(await prune(noon + 5), 2)
    assert.equal(await prune(noon + 6), 1)
  }),
  storageCase(
    'pruneKeys: a younger key still counts, an older one is forgotten',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const accept = (key: string, at: number, bodyHash = 'a') =>
        storage.messages.accept(batchOf(shop, 1, { at, idempotency: { key, route: 'send', bodyHash } }))
      for (const key of ['one', 'two', 'three']) acceptedOf(await accept(key, noon))
      acceptedOf(await accept('young', noon + 9))

      const removed = await pruneAll((next) => storage.retention.pruneKeys({ before: noon + 9, limit: 2, ...next }))

      assert.equal(removed, 3)
      assert.equal((await accept('young', noon + 10)).kind, 'replayed')
      assert.equal((await accept('one', noon + 10, 'b')).kind, 'accepted')
    },
  ),
  storageCase(
    'retention: two processes that prune at once remove each row once',
    async ({ storage, harness, owned }) => {
      const shop = await owned()
      for (let minute = 1; minute <= 40; minute += 1) await sent(storage, shop, noon + minute * 60_000)
      const other = await harness.open()
      const batch = { before: noon + day, limit: 3 }
      const together = async (verb: 'pruneBodies' | 'pruneMessages') => {
        const counts = await Promise.all(
          [storage, other].map(({ retention }) => pruneAll((next) => retention[verb]({ ...batch, ...next }))),
        )
        return counts.reduce((sum, count) => sum + count, 0)
      }

      assert.equal(await together('pruneBodies'), 40)
      assert.equal(await together('pruneMessages'), 40)
    },
  ),
]

/** Accepts a message and has it sent at a time. */
const sent = async (storage: StorageWorld['storage'], shop: OwnedInstance, at: number) => {
  const message = await acceptSending(storage, shop)
  present(await storage.messages.advance(shop.lease, { waMessageId: message.waMessageId, status: 'sent', at }))
  return message
}

/** Prunes batch after batch and gives how many rows went. */
const pruneAll = async (
  prune: (next: Pick<PruneBatch, 'after'>) => Promise<PruneOutcome>,
  after = 0,
): Promise<number> => {
  const { removed, next } = await prune({ after })
  return next === null ? removed : removed + (await pruneAll(prune, next))
}
