import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, it, onTestFinished } from 'vitest'
import { startPostgresProxy } from '../../../../test/support/postgres/postgres-proxy.ts'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import { createAsking } from './asking.ts'

/** Asks until the answer is as wanted, and gives how long that took. */
const untilStatus = async (ask: () => Promise<{ readonly status: number }>, wanted: number): Promise<number> => {
  const from = performance.now()
  while ((await ask()).status !== wanted) {
    if (performance.now() - from > 20_000) throw new Error(`It did not become ${wanted}.`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return performance.now() - from
}

it.each(['api', 'worker', 'all'] as const)(
  'a process of the role %s is ready from its start to its stop, but for while its database is silent',
  async (role) => {
    const { connectionString, schema } = postgresSchema()
    const proxy = await startPostgresProxy(connectionString)
    const core = createKhabeer({ storage: postgresStorage({ connectionString: proxy.url, schema }), role })
    onTestFinished(() => core.stop())
    const ask = createAsking(core)
    const live = () => ask('GET /health/live', undefined, {})
    const ready = () => ask('GET /health/ready', undefined, {})

    const before = await ready()
    await core.start()
    const started = await ready()
    proxy.fallSilent()
    const redMs = await untilStatus(ready, 503)
    const askedAt = performance.now()
    const silent = [await ready(), await live()]
    const answeredMs = performance.now() - askedAt
    proxy.speak()
    const greenMs = await untilStatus(ready, 200)
    const stopping = core.stop()
    const stopped = await ready()
    await stopping

    expect(before).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'starting' } })
    expect(started).toMatchObject({ status: 200, body: { status: 'ready' } })
    expect(redMs).toBeLessThan(2_000)
    expect(silent).toMatchObject([
      { status: 503, headers: { 'retry-after': '5' }, body: { code: 'storage_failed' } },
      { status: 200, body: { status: 'live' } },
    ])
    expect(answeredMs).toBeLessThan(1_500)
    expect(greenMs).toBeLessThan(5_000)
    expect(stopped).toMatchObject({ status: 503, body: { code: 'stopped' } })
    expect(await live()).toMatchObject({ status: 200 })
  },
)

it('a process that could not start says why', async () => {
  const { connectionString } = postgresSchema()
  const nowhere = new URL(connectionString)
  nowhere.port = '1'
  const core = createKhabeer({ storage: postgresStorage({ connectionString: nowhere.href }), role: 'api' })
  onTestFinished(() => core.stop())
  await core.start().catch(() => undefined)

  expect(await core.health()).toEqual({ isReady: false, reason: 'storage_failed' })
})
