import type { Khabeer } from '@khabeer/core'
import type { Storage } from '@khabeer/core/sql'
import { Kysely, PostgresDialect, SqliteDialect } from '@khabeer/core/sql'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'
import type { TestGateway } from './test-gateway.ts'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

/** A host's database, in which Khabeer's tables are too. */
interface HostDatabase {
  readonly storage: Storage
  /** Begins a transaction of the host. */
  begin(): Promise<HostTransaction>
}

interface HostTransaction {
  readonly transaction: unknown
  end(how: 'commit' | 'rollback'): Promise<void>
}

const openKysely = (file: string) => {
  const db = new Kysely<object>({ dialect: new SqliteDialect({ database: new Database(file) }) })
  onTestFinished(() => db.destroy())
  return db
}

const onSqlite = ({ file }: TestGateway): HostDatabase => ({
  storage: sqliteStorage({ file }),
  begin: async () => {
    const transaction = await openKysely(file).startTransaction().execute()
    return { transaction, end: async (how) => void (await transaction[how]().execute()) }
  },
})

const onPostgres = (): HostDatabase => {
  const { schema, pool: openPool } = postgresSchema()
  const pool = openPool()
  return {
    storage: postgresStorage({ pool, schema }),
    begin: async () => {
      const transaction = await pool.connect()
      onTestFinished(() => transaction.release())
      await transaction.query('begin')
      return { transaction, end: async (how) => void (await transaction.query(how)) }
    },
  }
}

const textsOf = ({ sandbox }: TestGateway) =>
  sandbox
    .contact(friend)
    .inbox()
    .map(({ content }) => ('text' in content ? content.text : content.kind))

const dailyOf = async (core: Khabeer) => (await core.usage()).daily.used

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
])('a message in a transaction of the host, on %s', (_, openHost) => {
  it('is sent after the commit, and leaves no trace after a rollback', async () => {
    const gateway = await createTestGateway()
    const { storage, begin } = openHost(gateway)
    const core = await gateway.start({ storage })
    const instanceId = await linkInstance(core, gateway.sandbox)
    const queued: number[] = []
    core.on('message.queued', ({ message }) => queued.push(message.id))

    const undone = await begin()
    const lost = await core.send({ instanceId, to: friend, text: 'undone' }, undone)
    await undone.end('rollback')
    const done = await begin()
    const kept = await core.send({ instanceId, to: friend, text: 'done' }, done)
    await expect(core.messages.get(kept.id)).rejects.toMatchObject({ code: 'message_not_found' })
    await done.end('commit')

    expect(await whenMessage(core, kept.id, 'message.delivered')).toMatchObject({ status: 'delivered' })
    expect(textsOf(gateway)).toEqual(['done'])
    // An id may be given again after a rollback.
    if (lost.id !== kept.id) {
      await expect(core.messages.get(lost.id)).rejects.toMatchObject({ code: 'message_not_found' })
    }
    expect(await dailyOf(core)).toBe(1)
    expect(queued).toEqual([])
  })

  it('is refused like any other, and the transaction goes on with what fits', async () => {
    const gateway = await createTestGateway()
    const { storage, begin } = openHost(gateway)
    const core = await gateway.start({ storage, defaultAccount: { plan: { dailyMessages: 2 } } })
    const { id: instanceId } = await core.instances.create({ name: 'Shop' })
    const { transaction, end } = await begin()
    const bulk = (count: number) =>
      core.account(core.defaultAccountId).sendBulk(
        {
          instanceId,
          messages: Array.from({ length: count }, () => ({ to: friend, text: 'Hi' })),
          idempotencyKey: `order-${count}`,
        },
        { transaction },
      )

    await expect(bulk(3)).rejects.toMatchObject({ code: 'quota_exceeded' })
    await expect(core.send({ instanceId, to: '0100', text: 'Hi' }, { transaction })).rejects.toMatchObject({
      code: 'invalid_recipient',
    })
    const accepted = await bulk(2)
    const replayed = await bulk(2)
    await end('commit')

    expect(replayed).toEqual({ ...accepted, isReplayed: true })
    expect(await dailyOf(core)).toBe(2)
    expect((await bulkAgain(core, instanceId)).messages).toEqual(accepted.messages)
  })
})

/** The same call once more, outside of any transaction. */
const bulkAgain = (core: Khabeer, instanceId: number) =>
  core.sendBulk({
    instanceId,
    messages: [
      { to: friend, text: 'Hi' },
      { to: friend, text: 'Hi' },
    ],
    idempotencyKey: 'order-2',
  })

describe('a transaction of another kind of database', () => {
  it('is refused by either storage, and left usable', async () => {
    const gateway = await createTestGateway()
    const sqlite = onSqlite(gateway)
    const { schema, pool } = postgresSchema()
    const postgres = postgresStorage({ connectionString: inject('postgresUrl'), schema })
    const onFile = await gateway.start({ storage: sqlite.storage, role: 'api' })
    const onServer = await gateway.start({ storage: postgres, role: 'api' })
    const input = { instanceId: 1, to: friend, text: 'Hi' }
    const ofFile = await sqlite.begin()
    const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: pool() }) })
    const transaction = await db.startTransaction().execute()
    onTestFinished(async () => void (await transaction.rollback().execute()))

    await expect(onServer.send(input, ofFile)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('This one is of no PostgreSQL.'),
    })
    await expect(onFile.send(input, { transaction })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('This one is on another database.'),
    })

    await expect(onFile.send(input, ofFile)).rejects.toMatchObject({ code: 'instance_not_found' })
    await expect(onServer.send(input, { transaction })).rejects.toMatchObject({ code: 'instance_not_found' })
  })
})
