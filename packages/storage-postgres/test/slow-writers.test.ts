import type { AccountScope } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import type { PoolClient } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import type { Host } from './open-host.ts'
import { openHost } from './open-host.ts'

/** Starts a reader, and tells when it found a transaction that it has to wait for. */
const startReader = async ({ schema, openPool }: Host) => {
  const storage = postgresStorage({ schema, pool: openPool() })
  let tell = (): void => undefined
  const waits = new Promise<void>((resolve) => {
    tell = resolve
  })
  const openWriters: typeof storage.events.openWriters = (writers) => {
    tell()
    return storage.events.openWriters(writers)
  }
  const core = createKhabeer({ storage: { ...storage, events: { ...storage.events, openWriters } }, role: 'api' })
  onTestFinished(() => core.stop())
  await core.start()
  return { core, waits }
}

const sendIn = async (account: AccountScope, instanceId: number, transaction: PoolClient): Promise<number> =>
  (await account.send({ instanceId, to: '201001234567', text: 'Hello' }, { transaction })).id

/** What stands in the table above an id, as whoever remembers the highest one would ask. */
const plainlyAfter = async (
  { pool, schema }: Host,
  after: number,
): Promise<readonly { readonly id: number; readonly messageId: number }[]> => {
  const { rows } = await pool.query(
    `select id::int, message_id::int as "messageId" from "${schema}".khabeer_events where id > $1 order by id`,
    [after],
  )
  return rows
}

it('a lower id that is committed after a higher one is lost by a plain cursor, and by no reader of ours', async () => {
  const host = await openHost({ max: 6 })
  const { core: writer, instanceId } = host
  const accountId = writer.defaultAccountId
  // Of another account, so that no counter makes one transaction wait for the other.
  const { id: otherId } = await writer.accounts.create({ name: 'other' })
  const other = writer.account(otherId)
  const { id: otherInstanceId } = await other.instances.create({ name: 'Other' })
  const start = (await plainlyAfter(host, 0)).at(-1)?.id ?? 0
  const { core: reader, waits } = await startReader(host)
  const streams = await Promise.all(
    [accountId, otherId].map((id) => reader.account(id).events.stream({ after: start })),
  )
  const [low, high] = [await host.begin(), await host.begin()]
  const lowMessage = await sendIn(writer.account(accountId), instanceId, low)
  const highMessage = await sendIn(other, otherInstanceId, high)

  await high.query('commit')
  const early = await plainlyAfter(host, start)
  const firsts = Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next()))
  const page = reader.account(otherId).events.read({ after: start })
  await Promise.race([waits, page])
  await low.query('commit')
  const late = await plainlyAfter(host, early.at(-1)?.id ?? start)

  // The control: whoever remembers the highest id has come past the lower one, and never sees it.
  expect([...early, ...late].map(({ messageId }) => messageId)).toEqual([highMessage])
  expect((await plainlyAfter(host, start)).map(({ messageId }) => messageId)).toEqual([lowMessage, highMessage])
  expect((await firsts).map(({ value }) => value)).toMatchObject([
    { type: 'message.queued', messageId: lowMessage },
    { type: 'message.queued', messageId: highMessage },
  ])
  expect((await page).events).toMatchObject([{ messageId: highMessage }])
})
