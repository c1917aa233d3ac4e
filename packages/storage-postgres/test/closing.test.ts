import { Socket } from 'node:net'
import { postgresStorage } from '@khabeer/storage-postgres'
import pg from 'pg'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startPostgresProxy } from '../../../test/support/postgres/postgres-proxy.ts'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'

/** Every socket on which `pg` connects to a URL from now on. */
const socketsTo = (url: string): (() => readonly Socket[]) => {
  const port = Number(new URL(url).port)
  const connect = vi.spyOn(Socket.prototype, 'connect')
  onTestFinished(() => connect.mockRestore())
  const isOurs = (socket: unknown, index: number): socket is Socket =>
    socket instanceof Socket && Number(connect.mock.calls[index]?.[0]) === port
  return () => connect.mock.contexts.filter(isOurs)
}

type Options = Parameters<typeof postgresStorage>[0]

/** Opens a storage that listens, and uses several connections of it. */
const openBusyStorage = async (options: Options) => {
  const storage = postgresStorage(options)
  const listens = new Promise<void>((resolve) => {
    const stop = storage.signals.subscribe(({ kind }) => {
      if (kind !== 'elsewhere') return
      stop()
      resolve()
    })
  })
  await storage.migrate()
  await listens
  await Promise.all(Array.from({ length: 6 }, () => storage.accounts.list()))
  return storage
}

const stillOpen = (sockets: () => readonly Socket[]): number => sockets().filter(({ closed }) => !closed).length

it('a storage that is closed has no socket open', async () => {
  const { connectionString, schema } = postgresSchema()
  const sockets = socketsTo(connectionString)
  const storage = await openBusyStorage({ connectionString, schema })
  expect(stillOpen(sockets)).toBeGreaterThan(1)

  await storage.close()

  expect(stillOpen(sockets)).toBe(0)
})

it('a storage on the pool of its host has ended the one connection that it listened on, and no other', async () => {
  const { connectionString, schema } = postgresSchema()
  const sockets = socketsTo(connectionString)
  const pool = new pg.Pool({ connectionString, max: 8 })
  onTestFinished(() => pool.end())
  const storage = await openBusyStorage({ pool, schema })
  const before = stillOpen(sockets)
  expect(before).toBeGreaterThan(1)

  await storage.close()

  expect(stillOpen(sockets)).toBe(before - 1)
})

it('a storage whose server says no goodbye is closed all the same', async () => {
  const { connectionString, schema } = postgresSchema()
  const proxy = await startPostgresProxy(connectionString)
  const sockets = socketsTo(proxy.url)
  const storage = await openBusyStorage({ connectionString: proxy.url, schema })

  expect(stillOpen(sockets)).toBeGreaterThan(1)
  proxy.fallSilent()
  const startedAt = performance.now()
  await storage.close()

  // What was asked just then may wait its ten seconds for an answer; the socket is cut a second after.
  expect(performance.now() - startedAt).toBeLessThan(15_000)
  expect(stillOpen(sockets)).toBe(0)
})
