import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'

const noon = Date.UTC(2026, 10, 23, 12)

/** A storage with three messages that failed at noon, each accepted under a key of its own. */
const openStorage = async () => {
  const { connectionString, schema, pool } = postgresSchema()
  const storage = postgresStorage({ connectionString, schema })
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  const [lease] = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 1 })
  if (lease === undefined) throw new Error('There is no lease.')
  for (const messageId of [1, 2, 3]) {
    const message = {
      waMessageId: `3EB0${messageId}`,
      recipient: '2010',
      type: 'text',
      content: { text: 'Hi' },
    } as const
    const idempotency = { key: `order-${messageId}`, route: 'send', bodyHash: 'h' }
    await storage.messages.accept({ accountId: 1, instanceId: 1, at: noon, messages: [message], idempotency })
    await storage.messages.fail(lease, { messageId, code: 'x', error: 'x', at: noon })
  }
  return { storage, pool: pool() }
}

it('a batch waits for no row that another transaction holds, and takes it later', async () => {
  const { storage, pool } = await openStorage()
  const { retention } = storage
  const batch = { before: noon + 1, limit: 10, after: 0 }
  const verbs = [
    ['khabeer_messages', () => retention.pruneBodies(batch)],
    ['khabeer_messages', () => retention.pruneMessages(batch)],
    ['khabeer_events', () => retention.pruneEvents({ ...batch, orphansBefore: 0 })],
    ['khabeer_idempotency', () => retention.pruneKeys(batch)],
  ] as const
  const client = await pool.connect()
  onTestFinished(() => client.release())

  const removed: (readonly [held: number, later: number])[] = []
  for (const [table, prune] of verbs) {
    await client.query('begin')
    await client.query(`select from ${table} limit 1 for update`)
    const held = await prune()
    await client.query('rollback')
    const later = await prune()
    removed.push([held.removed, later.removed])
  }

  // An instance and three messages that were queued and failed: seven events.
  expect(removed).toEqual([
    [2, 1],
    [2, 1],
    [6, 1],
    [2, 1],
  ])
})
