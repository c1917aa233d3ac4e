import { postgresStorage } from '@khabeer/storage-postgres'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import type { OwnRole } from './own-role.ts'
import { createOwnRole } from './own-role.ts'

const plan = { monthlyMessages: null, dailyMessages: null, instances: null }

/** Opens a storage as a user of its own, on whose connections the server's refusals can be set. */
const openAsRole = async (max: number) => {
  const role = await createOwnRole()
  const { schema } = postgresSchema()
  const storage = postgresStorage({ connectionString: role.url, schema, max, listen: false })
  onTestFinished(() => storage.close())
  await storage.migrate()
  let accounts = 0
  const create = () => {
    accounts += 1
    return storage.accounts.create({ name: `shop ${accounts}`, plan, timeZone: 'UTC', at: 0 })
  }
  return { role, storage, create }
}

const endConnections = ({ name, command }: OwnRole): Promise<void> =>
  command(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = '${name}'`)

it('a server that has no connection left makes calls busy, and they go on once it has', async () => {
  const { role, storage, create } = await openAsRole(3)
  await endConnections(role)
  await role.command(`alter role ${role.name} connection limit 1`)
  const other = new pg.Client({ connectionString: role.url })
  await other.connect()

  const writing: unknown = await create().catch((error: unknown) => error)
  const reading: unknown = await storage.accounts.list().catch((error: unknown) => error)
  await other.end()
  const after = await create()

  expect(writing).toMatchObject({ name: 'StorageError', code: 'storage_busy', isUnsent: true })
  expect(reading).toMatchObject({ name: 'StorageError', code: 'storage_busy' })
  expect(after?.name).toBe('shop 2')
})

it('a server that takes no writes is read, and left for another once it can be', async () => {
  const { role, storage, create } = await openAsRole(1)
  await create()
  await role.command(`alter role ${role.name} set default_transaction_read_only = on`)
  await endConnections(role)

  const refused: unknown = await create().catch((error: unknown) => error)
  const accounts = await storage.accounts.list()
  // As after a failover: connections to the old primary stay read-only, new ones lead to the new one.
  await role.command(`alter role ${role.name} reset default_transaction_read_only`)
  const stillOld: unknown = await create().catch((error: unknown) => error)
  const after = await create()

  expect(refused).toMatchObject({
    name: 'StorageError',
    code: 'storage_failed',
    message: expect.stringMatching(/writes/),
  })
  expect(accounts.map(({ name }) => name)).toEqual(['shop 1'])
  expect(stillOld).toMatchObject({ code: 'storage_failed' })
  expect(after?.name).toBe('shop 4')
})
