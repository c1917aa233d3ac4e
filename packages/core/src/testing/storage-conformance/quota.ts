import assert from 'node:assert/strict'
import type { AcceptOutcome } from '../../storage/message-store.ts'
import { acceptAll, acceptSending, batchOf, noon, present, storageCase } from './storage-case.ts'

const hour = 3_600_000

/** What a plan allows, exactly. */
export const quotaCases = [
  storageCase(
    'quota: the limit itself is allowed, one more is refused and counts nothing',
    async ({ storage, account, instance }) => {
      const owner = await account({ dailyMessages: 3, monthlyMessages: 100 })
      const shop = await instance(owner)
      await acceptAll(storage, shop, 3)

      const outcome = await storage.messages.accept(batchOf(shop))

      assert.deepEqual(outcome, {
        kind: 'quota_exceeded',
        limit: 'daily',
        allowed: 3,
        used: 3,
        resetAt: Date.UTC(2026, 10, 24),
      })
      assert.deepEqual(used(await storage.usage.read(owner.id, noon)), [3, 3])
    },
  ),
  storageCase('quota: a refused month gives the day its units back', async ({ storage, account, instance }) => {
    const owner = await account({ dailyMessages: 100, monthlyMessages: 3 })
    const shop = await instance(owner)
    await acceptAll(storage, shop, 2)

    const outcome = await storage.messages.accept(batchOf(shop, 2))

    assert.deepEqual(outcome, {
      kind: 'quota_exceeded',
      limit: 'monthly',
      allowed: 3,
      used: 2,
      resetAt: Date.UTC(2026, 11, 1),
    })
    assert.deepEqual(used(await storage.usage.read(owner.id, noon)), [2, 2])
  }),
  storageCase(
    'quota: where both are full the month is named, because it lasts longer',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account({ dailyMessages: 1, monthlyMessages: 1 }))
      await acceptAll(storage, shop)

      assert.equal(limitOf(await storage.messages.accept(batchOf(shop))), 'monthly')
    },
  ),
  storageCase('quota: a batch is counted whole or not at all', async ({ storage, account, instance }) => {
    const owner = await account({ dailyMessages: 5 })
    const shop = await instance(owner)

    const outcomes = [
      await storage.messages.accept(batchOf(shop, 6)),
      await storage.messages.accept(batchOf(shop, 4)),
      await storage.messages.accept(batchOf(shop, 2)),
      await storage.messages.accept(batchOf(shop, 1)),
    ]

    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind),
      ['quota_exceeded', 'accepted', 'quota_exceeded', 'accepted'],
    )
    assert.equal((await storage.usage.read(owner.id, noon))?.daily, 5)
  }),
  storageCase('quota: a limit of zero refuses the first message', async ({ storage, account, instance }) => {
    const shop = await instance(await account({ monthlyMessages: 0 }))

    assert.equal(limitOf(await storage.messages.accept(batchOf(shop))), 'monthly')
  }),
  storageCase(
    'quota: callers on several handles together never exceed it',
    async ({ storage, harness, account, instance }) => {
      const owner = await account({ dailyMessages: 40 })
      const shop = await instance(owner)
      const handles = [storage, await harness.open(), await harness.open()]

      const outcomes = await Promise.all(
        Array.from({ length: 90 }, (_, index) => present(handles[index % 3]).messages.accept(batchOf(shop))),
      )

      assert.equal(outcomes.filter((outcome) => outcome.kind === 'accepted').length, 40)
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 40)
    },
  ),
  storageCase("quota: a day is the account's own", async ({ storage, account, instance }) => {
    const owner = await account({ dailyMessages: 1 }, 'Africa/Cairo')
    const shop = await instance(owner)
    // Cairo's winter midnight is 22:00 UTC.
    const evening = Date.UTC(2026, 10, 23, 21, 30)

    await acceptAll(storage, shop, 1, { at: evening })
    const refused = await storage.messages.accept(batchOf(shop, 1, { at: evening + 1 }))
    await acceptAll(storage, shop, 1, { at: evening + hour })

    assert.deepEqual(refused, {
      kind: 'quota_exceeded',
      limit: 'daily',
      allowed: 1,
      used: 1,
      resetAt: Date.UTC(2026, 10, 23, 22),
    })
    assert.deepEqual(used(await storage.usage.read(owner.id, evening + hour)), [1, 2])
  }),
  storageCase('quota: accounts do not share one', async ({ storage, account, instance }) => {
    const first = await instance(await account({ dailyMessages: 1 }))
    const second = await instance(await account({ dailyMessages: 1 }))

    const outcomes = await Promise.all([first, second].map((each) => storage.messages.accept(batchOf(each))))

    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind),
      ['accepted', 'accepted'],
    )
  }),
  storageCase(
    'quota: a message that never left gives its unit back to the periods it came from',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const nextMonth = noon + 10 * 24 * hour
      const [early] = await acceptAll(storage, instance, 2)
      await acceptAll(storage, instance, 1, { at: nextMonth })

      const failure = { code: 'not_on_whatsapp', error: 'No such number.', at: nextMonth }
      await storage.messages.fail(lease, { messageId: present(early).id, ...failure })

      assert.deepEqual(used(await storage.usage.read(account.id, noon)), [1, 1])
      assert.deepEqual(used(await storage.usage.read(account.id, nextMonth)), [1, 1])
    },
  ),
  storageCase(
    'quota: a unit is given back once, and never for a message that may have left',
    async ({ storage, owned }) => {
      const shop = await owned()
      const [message] = await acceptAll(storage, shop.instance)
      const sending = await acceptSending(storage, shop)
      const failure = { code: 'outcome_unknown', error: 'No answer.', at: noon }

      await storage.messages.fail(shop.lease, { messageId: present(message).id, ...failure })
      const again = await storage.messages.fail(shop.lease, { messageId: present(message).id, ...failure })
      await storage.messages.fail(shop.lease, { messageId: sending.id, ...failure })

      assert.equal(again, null)
      assert.deepEqual(used(await storage.usage.read(shop.account.id, noon)), [1, 1])
    },
  ),
]

const used = (usage: { readonly daily: number; readonly monthly: number } | null) => [usage?.daily, usage?.monthly]

const limitOf = (outcome: AcceptOutcome) => (outcome.kind === 'quota_exceeded' ? outcome.limit : outcome.kind)
