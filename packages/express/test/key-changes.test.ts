import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { startNode } from '../../../test/support/running-process.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { openEvents } from '../../core/src/testing/http-contract/event-client.ts'

const script = fileURLToPath(new URL('./fixtures/serving-process.mjs', import.meta.url))

/** How long after a change a request may still begin that does not know of it. */
const allowedMs = 1_000
const givenUpMs = 20_000

interface Place {
  readonly settings: Readonly<Record<string, unknown>>
  readonly core: Khabeer
}

const onSqlite = (): Place => {
  const file = join(temporaryFolder(), 'khabeer.db')
  return { settings: { kind: 'sqlite', file }, core: createKhabeer({ storage: sqliteStorage({ file }), role: 'api' }) }
}

const onPostgres = (listen: boolean): Place => {
  const { connectionString, schema } = postgresSchema()
  const options = { connectionString, schema, max: 3, listen }
  const core = createKhabeer({ storage: postgresStorage(options), role: 'api' })
  return { settings: { kind: 'postgres', ...options }, core }
}

const places = [
  ['two processes on SQLite', 2, onSqlite],
  ['three processes on PostgreSQL', 3, () => onPostgres(true)],
  ['three processes on PostgreSQL that hear no notice', 3, () => onPostgres(false)],
] as const

/** Starts a process that serves; resolves to where. */
const serve = async ({ settings }: Place): Promise<string> => {
  const running = startNode([script, JSON.stringify(settings)])
  onTestFinished(async () => void (await running.end('SIGKILL')))
  const [, port] = await running.waitFor(/listens on (\d+)/)
  return `http://127.0.0.1:${port}/api/v1`
}

const statusAt = async (origin: string, key: string): Promise<number> => {
  const response = await fetch(`${origin}/instances`, { headers: { 'x-api-key': key } })
  await response.arrayBuffer()
  return response.status
}

/** How long after now the last request begins that is not answered with a status. */
const lastOther = async (origin: string, key: string, status: number): Promise<number> => {
  const changedAt = performance.now()
  let lastMs = 0
  while (lastMs < givenUpMs) {
    const beganAt = performance.now() - changedAt
    if ((await statusAt(origin, key)) === status) return lastMs
    lastMs = beganAt
  }
  return lastMs
}

/** Opens a stream, and gives a call that tells how long after now it ends. */
const streamAt = async (origin: string, key: string) => {
  const stream = await openEvents(`${origin}/events`, { 'x-api-key': key })
  return async (): Promise<number> => {
    const changedAt = performance.now()
    await stream.ended()
    return performance.now() - changedAt
  }
}

test.each(places)('what is changed of a key or an account holds within a second in %s', async (_where, count, open) => {
  const place = open()
  const { core } = place
  onTestFinished(() => core.stop())
  await core.start()
  const accountId = core.defaultAccountId
  const origins = await Promise.all(Array.from({ length: count }, () => serve(place)))
  const changes: readonly (readonly [what: string, status: number, change: (id: number) => Promise<unknown>])[] = [
    ['revoked', 401, (id) => core.apiKeys.revoke(id)],
    ['without its scope', 403, (id) => core.apiKeys.update(id, { scopes: ['send'] })],
    ['expired', 401, (id) => core.apiKeys.update(id, { expiresAt: new Date(Date.now() + 50) })],
    ['rotated away', 401, (id) => core.apiKeys.rotate(id, { graceMs: 0 })],
    ['of a disabled account', 403, () => core.accounts.disable(accountId)],
    ['of an enabled account', 200, () => core.accounts.enable(accountId)],
  ]

  for (const [what, status, change] of changes) {
    if (status === 200) await core.accounts.disable(accountId)
    const { apiKey, key } = await core.apiKeys.create()
    const before = status === 200 ? 403 : 200
    for (const origin of origins) expect(await lastOther(origin, key, before), what).toBeLessThan(allowedMs)
    const streams = before === 200 ? await Promise.all(origins.map((origin) => streamAt(origin, key))) : []

    await change(apiKey.id)

    const [lasts, ends] = await Promise.all([
      Promise.all(origins.map((origin) => lastOther(origin, key, status))),
      Promise.all(streams.map((endsAfter) => endsAfter())),
    ])
    expect({ what, late: [...lasts, ...ends].filter((lastMs) => lastMs >= allowedMs) }).toEqual({ what, late: [] })
    if (status === 403) await core.accounts.enable(accountId)
  }
})

test('a key is replaced under load without one failed request', async () => {
  const place = onSqlite()
  const { core } = place
  onTestFinished(() => core.stop())
  await core.start()
  const origins = await Promise.all([serve(place), serve(place)])
  const { apiKey, key: old } = await core.apiKeys.create()
  let current = old
  let isOver = false
  const changedOver: Promise<void>[] = []
  const client = (origin: string): Promise<readonly number[]> => {
    const statuses: number[] = []
    let tell = (): void => undefined
    changedOver.push(new Promise((resolve) => (tell = resolve)))
    const ask = async (): Promise<readonly number[]> => {
      while (!isOver) {
        const key = current
        statuses.push(await statusAt(origin, key))
        if (key !== old) tell()
      }
      return statuses
    }
    return ask()
  }
  const clients = [...origins, ...origins].map(client)

  const { key, replaced } = await core.apiKeys.rotate(apiKey.id, { graceMs: 60_000 })
  const answersOfBoth = await Promise.all(origins.flatMap((origin) => [old, key].map((each) => statusAt(origin, each))))
  current = key
  await Promise.all(changedOver)
  await core.apiKeys.revoke(replaced.id)
  await Promise.all(origins.map((origin) => lastOther(origin, old, 401)))
  isOver = true

  expect(answersOfBoth).toEqual([200, 200, 200, 200])
  expect([...new Set((await Promise.all(clients)).flat())]).toEqual([200])
})
