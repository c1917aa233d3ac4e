import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { beforeAll, expect, it, onTestFinished } from 'vitest'

const events = 20_000
/** How many events one statement of a reader looks at, and how many statements a page may cost. */
const [eventsAtOnce, statementsOfPage] = [500, 20]

let core: Khabeer
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-old-events-'))
  const file = join(directory, 'khabeer.db')
  core = createKhabeer({ storage: sqliteStorage({ file }), role: 'api' })
  await core.start()
  await core.instances.create({ name: 'Shop' })
  const db = new Database(file)
  db.exec(
    `with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < ${events})
     insert into khabeer_events (account_id, instance_id, message_id, status, at) select 1, 1, i, 'queued', 0 from numbers`,
  )
  db.close()
  return async () => {
    await core.stop()
    await rm(directory, { recursive: true })
  }
})

/** Counts how often the process comes to something else. */
const countTurns = (): (() => number) => {
  let turns = 0
  const count = (): void => {
    turns += 1
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  onTestFinished(() => clearImmediate(next))
  return () => turns
}

// SQLite answers at once, so that nothing else happens by itself until all is read.
it('a stream that passes over old events leaves the process its turns, and hears that it is to end', async () => {
  const turns = countTurns()
  for await (const { type } of await core.events.stream({ after: 0, types: ['message.played'], idleMs: 1 })) {
    expect(type).toBe('stream.idle')
    break
  }
  expect(turns()).toBeGreaterThanOrEqual(events / eventsAtOnce)

  const ending = new AbortController()
  const stream = await core.events.stream({ after: 0, types: ['message.played'], idleMs: 1, signal: ending.signal })
  setImmediate(() => ending.abort())
  for await (const { type } of stream) expect.fail(`It read to its end, and gave ${type}.`)
})

it('a page for which old events are passed over leaves the process its turns', async () => {
  const turns = countTurns()

  const page = await core.events.read({ types: ['message.played'] })

  expect(page).toMatchObject({ events: [], hasMore: true })
  expect(turns()).toBeGreaterThanOrEqual(statementsOfPage)
})
