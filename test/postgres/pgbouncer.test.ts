import pg from 'pg'
import { expect, inject, it, onTestFinished } from 'vitest'
import { startPgBouncer } from '../../scripts/postgres/start-pgbouncer.mjs'
import { throughPgBouncer } from '../support/postgres/through-pgbouncer.ts'

const connect = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** Two clients of a pgbouncer that has one connection to share out. */
const twoClients = async (): Promise<readonly [pg.Client, pg.Client]> => {
  const pgBouncer = await startPgBouncer({ url: inject('postgresUrl'), poolSize: 1 })
  if (pgBouncer === null) throw new Error('pgbouncer is gone.')
  onTestFinished(() => pgBouncer.stop())
  return [await connect(pgBouncer.url), await connect(pgBouncer.url)]
}

throughPgBouncer((connectionString) => {
  it('the server of the run answers', async () => {
    const client = await connect(connectionString)

    expect((await client.query('select 7 as number')).rows).toEqual([{ number: 7 }])
  })

  it('a setting of the session leaks to the next client', async () => {
    const [one, other] = await twoClients()

    await one.query("set lock_timeout = '4321ms'")

    expect((await other.query('show lock_timeout')).rows).toEqual([{ lock_timeout: '4321ms' }])
  })

  it('an advisory lock of the session keeps nobody out', async () => {
    const [one, other] = await twoClients()
    const take = 'select pg_try_advisory_lock(20201) as taken'

    expect((await one.query(take)).rows).toEqual([{ taken: true }])
    expect((await other.query(take)).rows).toEqual([{ taken: true }])
  })

  it('a transaction keeps its connection to its end', async () => {
    const [one, other] = await twoClients()
    const order: string[] = []

    await one.query('begin')
    const waiting = other.query('select 1').then(() => order.push('other'))
    await one.query('select 1')
    await one.query('commit').then(() => order.push('commit'))
    await waiting

    expect(order).toEqual(['commit', 'other'])
  })
})
