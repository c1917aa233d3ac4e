import assert from 'node:assert/strict'
import type { MessageFilter } from '../../storage/message-filter.ts'
import {
  acceptAll,
  acceptMessages,
  acceptOne,
  acceptSending,
  messageTo,
  noon,
  present,
  storageCase,
} from './storage-case.ts'

const recipient = '201001234567'
const other = '201009999999'

/** Queued messages that a filter means are withdrawn. */
export const cancelQueuedCases = [
  storageCase('cancelQueued: withdraws what a filter means, and gives the units back', async (world) => {
    const { storage, owned } = world
    const { account, instance: shop } = await owned()
    const branch = await world.instance(account)
    const cancelled = async (filter: MessageFilter) =>
      (await storage.messages.cancelQueued(account.id, filter, { at: noon + 50, limit: 100 })).map(
        ({ after }) => after.id,
      )
    const [toOne, toOther] = await acceptMessages(storage, shop, [messageTo(recipient), messageTo(other)])
    const [fromBranch, later] = await acceptMessages(storage, branch, [
      messageTo(recipient),
      messageTo(other, { sendAt: noon + 900 }),
    ])
    const [late] = (await acceptAll(storage, shop, 1, { at: noon + 10 })).map(({ id }) => id)

    const outcomes = [
      await cancelled({ recipient, instanceId: branch.id }),
      await cancelled({ recipient, queuedTo: noon + 10 }),
      await cancelled({ queuedFrom: noon + 10 }),
      await cancelled({ instanceId: branch.id }),
      await cancelled({ instanceId: branch.id }),
      await cancelled({ recipient: other }),
    ]

    assert.deepEqual(outcomes, [[fromBranch], [toOne], [late], [later], [], [toOther]])
    assert.equal(present(await storage.messages.get(account.id, present(later))).status, 'cancelled')
    assert.equal(present(await storage.usage.read(account.id, noon)).daily, 0)
  }),
  storageCase('cancelQueued: leaves what may have left, what came later, and what is foreign', async (world) => {
    const { storage, owned } = world
    const shop = await owned()
    const stranger = await world.instance(await world.account())
    const sending = await acceptSending(storage, shop)
    const theirs = await acceptOne(storage, stranger)
    const [later] = await acceptAll(storage, shop.instance, 1, { at: noon + 1 })

    for (const filter of [{ recipient }, { instanceId: shop.instance.id }, { queuedFrom: 0 }]) {
      assert.deepEqual(await storage.messages.cancelQueued(shop.account.id, filter, { at: noon, limit: 100 }), [])
    }
    const foreign = { instanceId: stranger.id }
    assert.deepEqual(await storage.messages.cancelQueued(shop.account.id, foreign, { at: noon, limit: 100 }), [])

    assert.equal((await storage.messages.get(shop.account.id, sending.id))?.status, 'sending')
    assert.equal((await storage.messages.get(shop.account.id, present(later).id))?.status, 'queued')
    assert.equal((await storage.messages.get(stranger.accountId, theirs.id))?.status, 'queued')
  }),
  storageCase('cancelQueued: takes no more than it is told, the oldest first', async ({ storage, owned }) => {
    const { account, instance } = await owned()
    const accepted = (await acceptAll(storage, instance, 5)).map(({ id }) => id)
    const cancel = async () =>
      (await storage.messages.cancelQueued(account.id, { recipient }, { at: noon, limit: 2 })).map(
        ({ after }) => after.id,
      )

    const batches = [await cancel(), await cancel(), await cancel(), await cancel()]

    assert.deepEqual(batches, [accepted.slice(0, 2), accepted.slice(2, 4), accepted.slice(4), []])
  }),
  storageCase('cancelQueued: of callers on two handles at once each message ends by one', async (world) => {
    const { storage, harness, owned } = world
    const { account, instance } = await owned()
    const elsewhere = await harness.open()
    const accepted = await acceptAll(storage, instance, 30)
    const batch = { at: noon, limit: 20 }

    const changes = await Promise.all([
      storage.messages.cancelQueued(account.id, { recipient }, batch),
      elsewhere.messages.cancelQueued(account.id, { instanceId: instance.id }, batch),
      storage.messages.clear(account.id, instance.id, batch).then((cleared) => present(cleared).changes),
    ])
    changes.push(await storage.messages.cancelQueued(account.id, { recipient }, { at: noon, limit: 100 }))

    const ended = changes.flat().map(({ after }) => after.id)
    assert.deepEqual(
      ended.toSorted((first, second) => first - second),
      accepted.map(({ id }) => id),
    )
    assert.equal(present(await storage.usage.read(account.id, noon)).daily, 0)
  }),
]
