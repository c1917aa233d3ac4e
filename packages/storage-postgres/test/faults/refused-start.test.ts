import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { postgresStorage } from '@khabeer/storage-postgres'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import { createOwnRole } from './own-role.ts'

const startError = async (connectionString: string, schema?: string): Promise<unknown> => {
  const storage = postgresStorage({ connectionString, schema, max: 2 })
  const error: unknown = await storage.migrate().catch((cause: unknown) => cause)
  await storage.close()
  return error
}

const changed = (change: (url: URL) => void, from: string = inject('postgresUrl')): string => {
  const url = new URL(from)
  change(url)
  return url.href
}

const secretsIn = (value: unknown, secrets: readonly string[]): readonly string[] => {
  const shown = inspect(value, { depth: 10, showHidden: true }) + JSON.stringify(value)
  return secrets.filter((secret) => shown.includes(secret))
}

describe('a start says what is wrong, and no secret', () => {
  it('with a wrong password', async () => {
    const url = changed((each) => {
      each.password = 'not-the-password'
    })

    const error = await startError(url)

    expect(error).toMatchObject({ code: 'storage_unusable', message: expect.stringContaining('user or the password') })
    expect(secretsIn(error, ['not-the-password'])).toEqual([])
  })

  it('with a database that is not there', async () => {
    const url = changed((each) => {
      each.pathname = '/no_such_database'
    })

    const error = await startError(url)

    expect(error).toMatchObject({ code: 'storage_unusable', message: expect.stringContaining('no such database') })
    expect(secretsIn(error, [new URL(url).password])).toEqual([])
  })

  it('with a user who may make no tables', async () => {
    const role = await createOwnRole({ mayCreate: false })
    const { schema } = postgresSchema()

    const error = await startError(role.url, schema)

    expect(error).toMatchObject({ code: 'storage_unusable', message: expect.stringContaining('may not do this') })
    expect(secretsIn(error, [role.password])).toEqual([])
  })

  it('with tables that the user may not read', async () => {
    const role = await createOwnRole()
    const { connectionString, schema } = postgresSchema()
    await startError(connectionString, schema)
    await role.command(`grant usage on schema ${schema} to ${role.name}`)

    const error = await startError(role.url, schema)

    expect(error).toMatchObject({ code: 'storage_unusable', message: expect.stringContaining('may not do this') })
  })

  it.each([
    ['a host that does not exist', 'postgres://me:the-secret@no-such-host.invalid/khabeer', 'storage_failed', /host/],
    ['a port on which nobody listens', 'postgres://me:the-secret@127.0.0.1:1/khabeer', 'storage_failed', /reached/],
    [
      'an address that cannot be read',
      'postgres://me:the-secret#x@127.0.0.1:99999/khabeer',
      'storage_unusable',
      /connection string/,
    ],
  ])('with %s', async (_what, url, code, words) => {
    const error = await startError(url)

    expect(error).toMatchObject({ name: 'StorageError', code, message: expect.stringMatching(words) })
    expect(secretsIn(error, ['the-secret'])).toEqual([])
  })

  it('with a server that is no PostgreSQL', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo

    const error = await startError(`postgres://me:the-secret@127.0.0.1:${port}/khabeer`)

    expect(error).toMatchObject({ name: 'StorageError', code: 'storage_failed' })
    expect(secretsIn(error, ['the-secret'])).toEqual([])
  })

  it('and a later one succeeds without another storage', async () => {
    const role = await createOwnRole()
    const { schema } = postgresSchema()
    const storage = postgresStorage({ connectionString: role.url, schema })
    onTestFinished(() => storage.close())
    await role.command(`alter role ${role.name} nologin`)
    const error: unknown = await storage.migrate().catch((cause: unknown) => cause)

    await role.command(`alter role ${role.name} login`)
    await storage.migrate()

    expect(error).toMatchObject({ code: 'storage_unusable' })
    expect(await storage.accounts.list()).toEqual([])
  })
})
