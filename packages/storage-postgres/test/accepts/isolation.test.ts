import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import { batchOf, noon, openShops } from './open-shops.ts'

// As a connection string escapes it.
const repeatableRead = 'repeatable\\ read'

/** The server's default for its transactions, which a host may have set for its own. */
const withIsolation = (connectionString: string, level: string): string =>
  `${connectionString}?options=${encodeURIComponent(`-c default_transaction_isolation=${level}`)}`

const refusalsOf = (outcomes: readonly PromiseSettledResult<unknown>[]): readonly string[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : []))

it('where transactions are serializable unless told otherwise, nobody is refused for having waited', async () => {
  const { storage, open, createShop, begin, whenWaiting, connectionString } = await openShops()
  const shop = await createShop()
  await storage.messages.accept(batchOf(shop))
  const storages = await Promise.all(
    Array.from({ length: 8 }, () =>
      open({ connectionString: withIsolation(connectionString, 'serializable'), max: 2 }),
    ),
  )
  const foreign = await begin()
  await foreign.query('update khabeer_usage set used = used')

  const accepting = storages.map((each) => each.messages.accept(batchOf(shop)))
  await whenWaiting('insert into', storages.length)
  await foreign.query('commit')

  expect(refusalsOf(await Promise.allSettled(accepting))).toEqual([])
})

it('where transactions repeat their reads unless told otherwise, the limit of instances holds', async () => {
  const { storage, open, createShop, begin, whenWaiting, connectionString } = await openShops()
  const { accountId } = await createShop()
  await storage.accounts.update(accountId, { plan: { instances: 2 } })
  const storages = await Promise.all(
    Array.from({ length: 4 }, () =>
      open({ connectionString: withIsolation(connectionString, repeatableRead), max: 2 }),
    ),
  )
  const foreign = await begin()
  await foreign.query('select from khabeer_accounts for update')

  const creating = storages.map((each) => each.instances.create({ accountId, name: 'Shop', at: noon }))
  await whenWaiting('select', storages.length)
  await foreign.query('commit')
  const outcomes = await Promise.all(creating)

  expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1)
  expect(outcomes.filter(({ kind }) => kind === 'limit_reached')).toHaveLength(3)
})

it('where transactions repeat their reads unless told otherwise, storages that start at once make the tables once', async () => {
  const { connectionString: url, schema } = postgresSchema()
  const connectionString = withIsolation(url, repeatableRead)
  const storages = Array.from({ length: 8 }, () => postgresStorage({ connectionString, schema, max: 2 }))
  for (const storage of storages) onTestFinished(() => storage.close())

  const migrations = await Promise.allSettled(storages.map((storage) => storage.migrate()))

  expect(refusalsOf(migrations)).toEqual([])
})
