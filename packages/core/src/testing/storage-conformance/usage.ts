import assert from 'node:assert/strict'
import { acceptAll, noon, storageCase } from './storage-case.ts'

/** Reading the counters. */
export const usageCases = [
  storageCase(
    'usage: tells what was used, the plan, and when each period ends',
    async ({ storage, account, instance }) => {
      const owner = await account({ dailyMessages: 10 }, 'America/New_York')
      await acceptAll(storage, await instance(owner), 3)

      assert.deepEqual(await storage.usage.read(owner.id, noon), {
        daily: 3,
        monthly: 3,
        plan: { monthlyMessages: null, dailyMessages: 10, instances: null },
        dayEndsAt: Date.UTC(2026, 10, 24, 5),
        monthEndsAt: Date.UTC(2026, 11, 1, 5),
      })
    },
  ),
  storageCase('usage: a new day begins at zero, a new month too', async ({ storage, account, instance }) => {
    const owner = await account()
    await acceptAll(storage, await instance(owner), 2)

    const tomorrow = await storage.usage.read(owner.id, Date.UTC(2026, 10, 24))
    const nextMonth = await storage.usage.read(owner.id, Date.UTC(2026, 11, 1))

    assert.deepEqual([tomorrow?.daily, tomorrow?.monthly], [0, 2])
    assert.deepEqual([nextMonth?.daily, nextMonth?.monthly], [0, 0])
  }),
  storageCase('usage: none for a missing account', async ({ storage }) => {
    assert.equal(await storage.usage.read(999_999, noon), null)
  }),
]
