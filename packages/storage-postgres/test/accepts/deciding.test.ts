import { expect, it } from 'vitest'
import { batchOf, createInstance, noon, openShops } from './open-shops.ts'

const dayMs = 86_400_000

// How a call that is decided by itself begins to count: the statement that accepts for many begins with "with".
const counting = 'insert into'

it('a key that was accepted meanwhile is answered with its message, also when that took the last unit', async () => {
  const { storage, open, createShop, begin, whenWaiting } = await openShops()
  const other = await open({})
  const shop = await createShop({ dailyMessages: 2 })
  await storage.messages.accept(batchOf(shop))
  const foreign = await begin()
  await foreign.query('update khabeer_usage set used = used')

  const accepting = [storage, other].map((each) => each.messages.accept(batchOf(shop, { key: 'order-1' })))
  // By then both have looked for the key.
  await whenWaiting(counting, 2)
  await foreign.query('commit')
  const outcomes = await Promise.all(accepting)

  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'replayed'])
})

it('calls of several instances wait for an instance that is being deleted before they hold any counter', async () => {
  const { storage, createShop, begin, whenWaiting } = await openShops()
  const shop = await createShop()
  const later = { ...shop, instanceId: await createInstance(storage, shop.accountId) }
  await storage.messages.accept(batchOf(shop))
  const deleting = await begin()
  await deleting.query('select from khabeer_instances where id = $1 for update', [shop.instanceId])

  const accepting = [later, shop].map((each) => storage.messages.accept(batchOf(each)))
  await whenWaiting('select', 1)
  // What a deletion does next; it fails at once where it would have to wait for the counters.
  await deleting.query(`set local lock_timeout = 1`)
  await deleting.query('update khabeer_usage set used = used')
  await deleting.query('commit')
  const outcomes = await Promise.all(accepting)

  expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted'])
})

it('a deleted instance gives units of several days back in the order in which accepts take them', async () => {
  const { storage, createShop, begin, whenWaiting } = await openShops()
  const shop = await createShop()
  await storage.messages.accept(batchOf(shop, { at: noon + dayMs }))
  await storage.messages.accept(batchOf(shop))
  const accepting = await begin()
  await accepting.query(`update khabeer_usage set used = used where period = '2026-11-23'`)

  const deleting = storage.instances.delete(shop.accountId, shop.instanceId, noon)
  await whenWaiting('update', 1)
  await accepting.query('set local lock_timeout = 1')
  await accepting.query(`update khabeer_usage set used = used where period = '2026-11-24'`)
  await accepting.query('commit')

  expect((await deleting)?.changes).toHaveLength(2)
})
