import { randomBytes } from 'node:crypto'
import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'

const asAdministrator = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes a user who may do nothing but log in; it goes with the test, and what it owns before it. */
const plainUser = async (): Promise<{ readonly user: string; readonly connectionString: string }> => {
  const url = new URL(inject('postgresUrl'))
  url.username = `khabeer_test_${randomBytes(6).toString('hex')}`
  url.password = randomBytes(12).toString('hex')
  await asAdministrator(`create role ${url.username} login password '${url.password}'`)
  onTestFinished(() => asAdministrator(`drop owned by ${url.username}; drop role ${url.username}`))
  return { user: url.username, connectionString: String(url) }
}

describe('a database user without privileges of its own', () => {
  it('needs no more than a schema to create tables in, for everything', async () => {
    const { user, connectionString } = await plainUser()
    const { schema } = postgresSchema()
    await asAdministrator(`create schema ${schema}; grant usage, create on schema ${schema} to ${user}`)
    const storage = postgresStorage({ connectionString, schema })
    const core = createKhabeer({ storage, role: 'api' })
    onTestFinished(() => core.stop())

    await core.start()
    const { id: instanceId } = await core.instances.create({ name: 'Shop' })
    const { status } = await core.send({ instanceId, to: '201001234567', text: 'Hello' })
    const ownership = { ownerId: 'somebody', ttlMs: 60_000, maxInstances: null, limit: 1 }
    await storage.leases.renew(ownership)
    const leases = await storage.leases.acquire(ownership)

    expect(status).toBe('queued')
    expect(leases).toMatchObject([{ instanceId }])
  })

  it('makes a missing schema when it may create one in the database', async () => {
    const { user, connectionString } = await plainUser()
    const { schema } = postgresSchema()
    const database = new URL(connectionString).pathname.slice(1)
    await asAdministrator(`grant create on database "${database}" to ${user}`)
    const storage = postgresStorage({ connectionString, schema })
    onTestFinished(() => storage.close())

    await storage.migrate()

    expect(await storage.accounts.list()).toEqual([])
  })

  it.each(['a schema that is missing', 'a schema that it may not use'])(
    'is told what to grant for %s',
    async (which) => {
      const { connectionString } = await plainUser()
      const { schema } = postgresSchema()
      if (which !== 'a schema that is missing') await asAdministrator(`create schema ${schema}`)
      const storage = postgresStorage({ connectionString, schema })
      onTestFinished(() => storage.close())

      await expect(storage.migrate()).rejects.toMatchObject({
        code: 'storage_unusable',
        message: expect.stringContaining('CREATE'),
      })
    },
  )
})
