import { setTimeout as wait } from 'node:timers/promises'
import type { Khabeer } from '@khabeer/core'
import { createApi } from '@khabeer/core/http'
import type { Signal, Storage } from '@khabeer/core/sql'
import { postgresStorage } from '@khabeer/storage-postgres'
import type { PoolClient } from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { until } from '../../../test/support/until.ts'
import type { Host } from './open-host.ts'
import { openHost } from './open-host.ts'

const friend = '201001234567'

const send = ({ instanceId }: Host, core: Khabeer, transaction?: unknown) =>
  core.send({ instanceId, to: friend, text: 'Hello' }, { transaction })

const dailyOf = async (core: Khabeer) => (await core.usage()).daily.used

describe('a transaction of the host that stays open', () => {
  it('takes neither the pool nor an answer from anybody: 50 calls of the same account beside it', async () => {
    const host = await openHost({ max: 10 })
    const { core, pool, instanceId } = host
    const other = await core.accounts.create({ name: 'other' })
    const theirs = await core.account(other.id).instances.create({ name: 'Other' })
    const client = await host.begin()
    await send(host, core, client)

    // What is tested is a host that takes its time.
    const held = wait(10_000)
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => send(host, core)))
    await core.account(other.id).send({ instanceId: theirs.id, to: friend, text: 'Hello' })
    await held
    const second = await pool.connect()
    const late = send(host, core)
    await client.query('commit')
    second.release()

    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'accepted'))
    expect(codes).toEqual(Array.from({ length: 50 }, () => 'storage_busy'))
    expect(await core.messages.get((await late).id)).toMatchObject({ instanceId, status: 'queued' })
    expect(await dailyOf(core)).toBe(2)
  })

  it('is answered over HTTP with 503 and when to try again', async () => {
    const host = await openHost()
    await send(host, host.core, await host.begin())
    const api = createApi({ core: host.core, authorize: async () => ({ accountId: host.core.defaultAccountId }) })

    const answer = await api.handle({
      method: 'POST',
      path: '/api/v1/messages/send',
      prefix: '',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: { kind: 'parsed', value: { instance_id: host.instanceId, to: friend, text: 'Hello' } },
      signal: new AbortController().signal,
    })

    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { value: { code: 'storage_busy' } },
    })
  })

  it('is durable with what was accepted in it, although the host wanted less', async () => {
    const host = await openHost()
    const client = await host.begin()
    await client.query('set local synchronous_commit = off')

    await send(host, host.core, client)

    expect((await client.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }])
    await client.query('commit')
  })

  it('makes another one of the host wait no longer than us, and leaves that usable with its own patience', async () => {
    const host = await openHost()
    await send(host, host.core, await host.begin())
    const patient = await host.begin()
    await patient.query("set local lock_timeout = '5min'")

    await expect(send(host, host.core, patient)).rejects.toMatchObject({ code: 'storage_busy' })

    expect(await lockTimeoutOf(patient)).toBe('5min')
  })

  it('keeps its own patience after an accept and after a refusal, and a refusal makes nobody wait', async () => {
    const host = await openHost()
    const { core } = host
    const client = await host.begin()
    await client.query("set local lock_timeout = '5min'")
    await send(host, core, client)
    const afterAccept = await lockTimeoutOf(client)
    await client.query('commit')
    await core.accounts.update(core.defaultAccountId, { plan: { dailyMessages: 10, monthlyMessages: 1 } })
    const refused = await host.begin()
    await refused.query("set local lock_timeout = '5min'")

    await expect(send(host, core, refused)).rejects.toMatchObject({ code: 'quota_exceeded' })

    expect([afterAccept, await lockTimeoutOf(refused)]).toEqual(['5min', '5min'])
    await expect(send(host, core)).rejects.toMatchObject({ code: 'quota_exceeded' })
  })

  it('that saw an older state than the account is in now is told to run again', async () => {
    const host = await openHost()
    const { core, pool } = host
    await send(host, core)
    const client = await pool.connect()
    onTestFinished(() => client.release())
    await client.query('begin isolation level repeatable read')
    await client.query('select 1')
    await send(host, core)

    await expect(send(host, core, client)).rejects.toMatchObject({
      code: 'storage_busy',
      message: expect.stringContaining('run it again'),
    })

    await client.query('commit')
    expect(await dailyOf(core)).toBe(2)
  })
})

describe('the commit of the host', () => {
  it('tells every process which number has messages, and a rollback tells nobody', async () => {
    const host = await openHost()
    const heard = [await listen(host), await listen(host)]

    const rolledBack = await host.begin()
    await send(host, host.core, rolledBack)
    await rolledBack.query('rollback')
    const { id: instanceId } = await host.core.instances.create({ name: 'Second' })
    await host.transaction(({ transaction }) =>
      host.core.send({ instanceId, to: friend, text: 'Hello' }, { transaction }),
    )

    for (const { first } of heard) expect(await first).toEqual({ kind: 'messages', instanceId })
  })
})

describe('what is no transaction on the same database', () => {
  const refusalOf = async (host: Host, transaction: unknown): Promise<string> => {
    const error: unknown = await send(host, host.core, transaction).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_request', details: { problems: [{ field: 'transaction' }] } })
    return error instanceof Error ? error.message : ''
  }

  it('is refused with what to pass: a pool, a client outside of BEGIN, a failed transaction', async () => {
    const host = await openHost()
    const idle = await host.pool.connect()
    onTestFinished(() => idle.release())
    const failed = await host.begin()
    await failed.query('select no_such_column').catch(() => undefined)

    expect(await refusalOf(host, host.pool)).toMatch(/This is a Pool: take a client of it/u)
    expect(await refusalOf(host, idle)).toMatch(/No transaction is open on this one: BEGIN first\.$/u)
    expect(await refusalOf(host, failed)).toMatch(/only a rollback can follow\.$/u)
    expect(await refusalOf(host, host.db)).toMatch(/must be a client of `pg` inside BEGIN or .* This is neither\.$/u)

    expect(await dailyOf(host.core)).toBe(0)
  })

  it('is refused and left usable: another database, other tables of the same name', async () => {
    const host = await openHost()
    const url = new URL(inject('postgresUrl'))
    url.pathname = '/template1'
    const elsewhere = await host.openPool({ connectionString: url.href, options: undefined }).connect()
    onTestFinished(() => elsewhere.release())
    await elsewhere.query('begin')
    // Without a schema the tables are found by the search path of each connection.
    const core = await host.start({ pool: host.pool, schema: undefined })
    const lost = await host.begin()
    await lost.query('set local search_path = pg_catalog')

    expect(await refusalOf(host, elsewhere)).toMatch(/must be on the database \S+, and this one is on template1\.$/u)
    await expect(send(host, core, lost)).rejects.toThrow(/its search path does not lead to first\.$/u)

    await Promise.all([elsewhere, lost].map((client) => client.query('select 1')))
    await lost.query(`set local search_path = "${host.schema}"`)
    await send(host, core, lost)
  })
})

const lockTimeoutOf = async (client: PoolClient): Promise<unknown> =>
  (await client.query('show lock_timeout')).rows[0]?.lock_timeout

/** Opens a storage of another process, and waits until it hears what others say. */
const listen = async ({
  schema,
  pool,
}: Host): Promise<{ readonly storage: Storage; readonly first: Promise<Signal> }> => {
  const listening = `listen "khabeer_${schema}"`
  const count = async () => (await pool.query('select from pg_stat_activity where query = $1', [listening])).rows.length
  const before = await count()
  const storage = postgresStorage({ connectionString: inject('postgresUrl'), schema, max: 2 })
  onTestFinished(() => storage.close())
  await storage.migrate()
  await until('the storage listens', 10_000, async () => ((await count()) > before ? true : null))
  const first = new Promise<Signal>((resolve) => {
    storage.signals.subscribe((signal) => {
      if (signal.kind === 'messages') resolve(signal)
    })
  })
  return { storage, first }
}
