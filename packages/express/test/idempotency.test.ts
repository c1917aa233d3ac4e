import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { until } from '../../../test/support/until.ts'
import { startHost } from './support/host.ts'

const json = (response: Response) => response.json() as Promise<Readonly<Record<string, unknown>>>

/** One gateway of several that share a database, as another process would be. */
interface Gateway {
  post(path: string, body: object, idempotencyKey?: string): Promise<Response>
  read(path: string): Promise<Readonly<Record<string, unknown>>>
  stop(): Promise<void>
}

/** A key of the host's own, so that every gateway knows it. */
const apiKey = 'a-key-of-the-host-itself'

const startGateway = async (storage: ReturnType<typeof sqliteStorage>): Promise<Gateway> => {
  const core = createKhabeer({ storage, apiKey, role: 'api' })
  await core.start()
  const host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', router: khabeerRouter({ core }) })
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await host.close()
    await core.stop()
  }
  const gateway: Gateway = {
    post: (path, body, idempotencyKey) =>
      fetch(`${host.origin}/api/v1${path}`, {
        method: 'POST',
        headers: {
          'x-api-key': apiKey,
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
      }),
    read: async (path) => json(await fetch(`${host.origin}/api/v1${path}`, { headers: { 'x-api-key': apiKey } })),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
  onTestFinished(() => gateway.stop())
  return gateway
}

const onSqlite = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-idempotency-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return () => startGateway(sqliteStorage({ file: join(directory, 'khabeer.db') }))
}

const onPostgres = async () => {
  const { connectionString, schema } = postgresSchema()
  return () => startGateway(postgresStorage({ connectionString, schema, max: 5 }))
}

const item = { to: '201001234567', text: 'Hello' }
const createShop = async (gateway: Gateway): Promise<unknown> =>
  (await json(await gateway.post('/instances', { name: 'Shop' }))).id

/** What a client can tell of an answer. */
const seen = async (response: Response) => ({
  status: response.status,
  body: await response.text(),
  isReplayed: response.headers.get('idempotent-replayed'),
})

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
])('gateways that share a database on %s', (_store, place) => {
  it('answer a repeated request as it was answered first, also after a restart', async () => {
    const start = await place()
    const first = await start()
    const second = await start()
    const instance_id = await createShop(first)
    const calls = [
      ['/messages/send', { instance_id, ...item }],
      ['/messages/send-bulk', { instance_id, messages: [item, item] }],
      ['/instances', { name: 'Branch' }],
    ] as const
    const ask = (gateway: Gateway) =>
      Promise.all(calls.map(async ([path, body]) => seen(await gateway.post(path, body, `4711 ${path}`))))

    const answers = await ask(first)
    const elsewhere = await ask(second)
    await Promise.all([first.stop(), second.stop()])
    const third = await start()
    const restarted = await ask(third)

    expect(answers.map(({ status, isReplayed }) => [status, isReplayed])).toEqual([
      [202, null],
      [202, null],
      [201, null],
    ])
    for (const again of [elsewhere, restarted]) {
      expect(again).toEqual(answers.map((answer) => ({ ...answer, isReplayed: 'true' })))
    }
    expect(await third.read('/usage')).toMatchObject({ daily: { used: 3 } })
    expect(await third.read('/instances')).toHaveLength(2)
  })

  it('answer twins that are underway together once', async () => {
    const start = await place()
    const gateways = [await start(), await start()]
    const [first] = gateways
    if (first === undefined) throw new Error('There is no gateway.')
    const instance_id = await createShop(first)

    const answersTo = async (path: string, body: object) => {
      const responses = Array.from({ length: 10 }, () =>
        gateways.map((gateway) => gateway.post(path, body, path)),
      ).flat()
      return Promise.all((await Promise.all(responses)).map(seen))
    }

    for (const answers of [
      await answersTo('/messages/send', { instance_id, ...item }),
      await answersTo('/instances', { name: 'Branch' }),
    ]) {
      expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
      expect(answers.map(({ isReplayed }) => isReplayed).filter((isReplayed) => isReplayed === null)).toHaveLength(1)
    }
    expect(await first.read('/usage')).toMatchObject({ daily: { used: 1 } })
    expect(await first.read('/instances')).toHaveLength(2)
  })
})

/** Holds what every accept and every create needs; gives how to let it go. */
const holdEverything = async (pool: pg.Pool): Promise<() => Promise<void>> => {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select 1 from khabeer_accounts, khabeer_instances for update')
  return async () => {
    await client.query('commit')
    client.release()
  }
}

it('a twin waits for the answer that another process is still working on', async () => {
  const { connectionString, schema, pool } = postgresSchema()
  const start = () => startGateway(postgresStorage({ connectionString, schema, max: 5 }))
  const [first, second] = [await start(), await start()]
  const database = pool()
  const instance_id = await createShop(first)
  const waiting = (count: number) =>
    until(`${count} statements wait for a lock`, 10_000, async () => {
      const { rows } = await database.query(
        `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like $1`,
        [`%${schema}%`],
      )
      return rows.length === count ? true : null
    })

  for (const [path, body] of [
    ['/messages/send', { instance_id, ...item }],
    ['/instances', { name: 'Branch' }],
  ] as const) {
    const letGo = await holdEverything(database)
    const twins = [first, second].map((gateway) => gateway.post(path, body, path))
    await waiting(2)
    await letGo()
    const answers = await Promise.all((await Promise.all(twins)).map(seen))

    expect(answers.map(({ isReplayed }) => isReplayed).toSorted()).toEqual([null, 'true'])
    expect(answers[0]?.body).toBe(answers[1]?.body)
    expect(answers[0]?.status).toBe(answers[1]?.status)
  }
})
