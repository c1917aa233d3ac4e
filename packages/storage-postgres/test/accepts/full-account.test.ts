import { expect, it } from 'vitest'
import { lineThatLosesAnswers } from './losing-line.ts'
import { batchOf, openShops } from './open-shops.ts'

it('an account that goes on asking for more than it may have is refused without a lock on its counters', async () => {
  const { storage, createShop, begin } = await openShops()
  const full = await createShop({ dailyMessages: 1 })
  await storage.messages.accept(batchOf(full, { key: 'order-1' }))
  const foreign = await begin()
  await foreign.query('update khabeer_usage set used = used')

  const outcomes = await Promise.all([
    storage.messages.accept(batchOf(full)),
    storage.messages.accept(batchOf(full, { key: 'order-1' })),
    storage.messages.accept(batchOf(full, { key: 'order-2' })),
  ])

  expect(outcomes.map(({ kind }) => kind)).toEqual(['quota_exceeded', 'replayed', 'quota_exceeded'])
})

it('a message that took the last unit is accepted although the answer was lost: it is not refused for its own unit', async () => {
  const { open, createShop, connectionString, database } = await openShops()
  const line = await lineThatLosesAnswers(connectionString)
  const storage = await open({ connectionString: line.connectionString })
  const shop = await createShop({ dailyMessages: 1 })
  line.loseAnswerTo('unnest(')

  const outcome = await storage.messages.accept(batchOf(shop))

  const { rows } = await database.query('select cast(id as integer) as id from khabeer_messages')
  expect(line.lost()).toBe(1)
  expect(outcome).toMatchObject({ kind: 'accepted', messages: rows })
})
