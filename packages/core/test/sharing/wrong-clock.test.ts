import type { Clock } from '@khabeer/core'
import type { ShownMessage } from '@khabeer/sandbox'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { friend, linkInstance, ownNumber } from '../gateway/test-gateway.ts'
import { createSharedGateway, eventually } from './shared-gateway.ts'

const hourMs = 3_600_000

const isText =
  (text: string) =>
  ({ content }: ShownMessage): boolean =>
    content.kind === 'text' && content.text === text

/** A clock whose time of day is off, and whose timers and elapsed time are right. */
const wrongClock = (offMs: () => number): Clock => ({
  now: () => Date.now() + offMs(),
  elapsed: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
})

const early = (): Clock => wrongClock(() => -hourMs)
/** It is set forth and back all the time. */
const stepping = (): Clock => {
  let asked = 0
  return wrongClock(() => {
    asked += 1
    return asked % 2 === 0 ? hourMs : -hourMs
  })
}
const late = (): Clock => wrongClock(() => hourMs)

/** Who owns what under living leases, by the database's clock. */
const holdings = async (database: pg.Pool): Promise<readonly Holding[]> => {
  const { rows } = await database.query<Holding>(
    `select instance_id::int as "instanceId", owner, epoch::int as epoch from khabeer_leases
      where owner is not null and expires_at > ${databaseNow} order by instance_id`,
  )
  return rows
}

interface Holding {
  readonly instanceId: number
  readonly owner: string
  readonly epoch: number
}

const databaseNow = 'extract(epoch from clock_timestamp()) * 1000'

const whenShared = (database: pg.Pool, counts: readonly number[]) =>
  eventually(`the instances are divided as ${counts}`, async () => {
    const found = await holdings(database)
    const owners = [...new Set(found.map(({ owner }) => owner))]
    const held = owners.map((owner) => found.filter((each) => each.owner === owner).length)
    return held.toSorted((first, second) => second - first).join() === counts.join() ? found : null
  })

describe('processes whose time of day is an hour off', () => {
  it('share the instances as others do, and none takes what another one holds', async () => {
    const { start, database } = await createSharedGateway()
    const first = await start()
    for (let number = 0; number < 4; number += 1) await first.instances.create({ name: `Shop ${number}` })

    await start({ clock: late() })
    await start({ clock: early() })
    await start({ clock: stepping() })
    const settled = await whenShared(database, [1, 1, 1, 1])
    // More than two lives of a lease: whoever took one for expired would have taken it by then.
    await database.query('select pg_sleep(4.5)')

    expect(await holdings(database)).toEqual(settled)
  })

  it.each([
    ['late', late],
    ['early', early],
  ])('wait until a lease has ended by the clock of the database: %s', async (_name, clock) => {
    const { start, database } = await createSharedGateway()
    const core = await start({ clock: clock() })
    const { id } = await core.instances.create({ name: 'Shop' })
    await whenShared(database, [1])
    // Another process takes it over and dies.
    const { rows } = await database.query<{ readonly endsAt: number }>(
      `update khabeer_leases set owner = 'a dead one', epoch = epoch + 1, expires_at = ${databaseNow} + 2000
        where instance_id = $1 returning expires_at::float as "endsAt"`,
      [id],
    )

    const takenAt = await eventually('it is taken back', async () => {
      const found = await database.query<{ readonly now: number }>(
        `select ${databaseNow}::float as now from khabeer_leases where owner <> 'a dead one'`,
      )
      return found.rows[0]?.now ?? null
    })

    expect(takenAt - (rows[0]?.endsAt ?? Infinity)).toBeGreaterThanOrEqual(0)
    expect(takenAt - (rows[0]?.endsAt ?? 0)).toBeLessThan(2_000)
  })

  it('take a number over and send what waits, once, with never two lines at a time', async () => {
    const { start, sandbox } = await createSharedGateway()
    const first = await start()
    const id = await linkInstance(first, sandbox)
    await first.send({ instanceId: id, to: friend, text: 'Before' })
    await sandbox.contact(friend).waitForMessage(isText('Before'), { timeoutMs: 20_000 })

    const second = await start({ clock: late() })
    await first.stop()
    await second.send({ instanceId: id, to: friend, text: 'From tomorrow' })
    await sandbox.contact(friend).waitForMessage(isText('From tomorrow'), { timeoutMs: 20_000 })
    const third = await start({ clock: early() })
    await second.stop()
    await third.send({ instanceId: id, to: friend, text: 'From yesterday' })
    await sandbox.contact(friend).waitForMessage(isText('From yesterday'), { timeoutMs: 20_000 })

    const lines = sandbox.ledger.connections(ownNumber).filter(({ kind }) => kind === 'login')
    expect(lines).toHaveLength(3)
    for (const [index, { openedAt }] of lines.slice(1).entries()) {
      expect(openedAt).toBeGreaterThanOrEqual(lines[index]?.closedAt ?? Infinity)
    }
    expect(sandbox.ledger.shownTo(friend)).toHaveLength(3)
  })
})
