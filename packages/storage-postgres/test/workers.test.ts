import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'

it('a process that was killed an hour ago is forgotten by whoever comes next, one of a minute ago is not', async () => {
  const { connectionString, schema, pool } = postgresSchema()
  const storage = postgresStorage({ connectionString, schema, max: 2 })
  onTestFinished(() => storage.close())
  await storage.migrate()
  const database = pool()
  await database.query(`insert into khabeer_workers (owner, expires_at) values
    ('killed long ago', extract(epoch from clock_timestamp()) * 1000 - 3700000),
    ('killed just now', extract(epoch from clock_timestamp()) * 1000 - 60000)`)

  await storage.leases.renew({ ownerId: 'next', ttlMs: 60_000, maxInstances: null })

  const { rows } = await database.query<{ owner: string }>('select owner from khabeer_workers order by owner')
  expect(rows.map(({ owner }) => owner.split(':')[0])).toEqual(['killed just now', 'next'])
})
