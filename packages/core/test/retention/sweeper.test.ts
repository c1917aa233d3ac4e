import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSweeper } from '../../src/retention/sweeper.ts'
import type { ManualClock } from './manual-clock.ts'
import { createManualClock } from './manual-clock.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const day = 24 * 3_600_000
const minute = 60_000
const retention = { messagesDays: 90, bodiesDays: 30, eventsDays: 30, idempotencyHours: 24 }

/** A storage with messages that failed at noon, a sweeper that starts some days later, what it says, and when it begins. */
const createBench = async ({ messages, days }: { readonly messages: number; readonly days: number }) => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-sweeper-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'khabeer.db')
  const storage = sqliteStorage({ file, busyTimeoutMs: 20 })
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  const [lease] = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 1 })
  if (lease === undefined) throw new Error('There is no lease.')
  const ids = Array.from({ length: messages }, (_, index) => index + 1)
  await storage.messages.accept({
    accountId: 1,
    instanceId: 1,
    at: noon,
    idempotency: { key: 'k', route: 'send-bulk', bodyHash: 'h' },
    messages: ids.map((id) => ({ waMessageId: `3EB0${id}`, recipient: '2010', type: 'text', content: { text: 'Hi' } })),
  })
  await Promise.all(
    ids.map((messageId) => storage.messages.fail(lease, { messageId, code: 'x', error: 'x', at: noon })),
  )

  const time = createManualClock(noon + days * day)
  const lines: { readonly level: string; readonly facts: object }[] = []
  const log = (level: string) => (facts: object) => lines.push({ level, facts })
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  let tellBegun: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    tellBegun = resolve
  })
  const pruneBodies: typeof storage.retention.pruneBodies = (batch) => {
    tellBegun()
    return storage.retention.pruneBodies(batch)
  }
  const watched = { retention: { ...storage.retention, pruneBodies } }
  const sweeper = createSweeper({ storage: watched, clock: time.clock, random: () => 0, logger, retention })
  onTestFinished(() => sweeper.stop())
  sweeper.start()
  return { storage, file, time, lines, sweeper, begun }
}

const contentOfFirst = async (storage: Storage) => (await storage.messages.get(1, 1))?.content

/** Lets the pauses of one sweep pass, and gives them; the timer of the next sweep is left. */
const sweepOnce = async (time: ManualClock): Promise<readonly number[]> => {
  const pauses: number[] = []
  for (;;) {
    const timer = await time.nextTimer()
    if (pauses.length > 0 && timer.delayMs >= 45 * minute) return pauses
    pauses.push(timer.delayMs)
    timer.fire()
  }
}

describe('the sweeper', () => {
  it('empties messages after 30 days, in batches with a pause between', async () => {
    const { storage, time, lines } = await createBench({ messages: 250, days: 31 })

    const [first, ...pauses] = await sweepOnce(time)

    expect(first).toBe(2 * minute)
    // Bodies, messages, events (two of each message, one of the instance), keys: the last batch of each is not full.
    expect(pauses).toEqual(Array.from({ length: 3 + 1 + 6 + 1 }, () => 25))
    expect(lines).toEqual([{ level: 'info', facts: { bodies: 250, messages: 0, events: 501, keys: 1 } }])
    expect(await contentOfFirst(storage)).toEqual({})
  })

  it('removes them after 90, and finds nothing to say an hour later', async () => {
    const { storage, time, lines } = await createBench({ messages: 3, days: 91 })

    await sweepOnce(time)
    const again = await sweepOnce(time)

    expect(again).toEqual([45 * minute, 25, 25, 25, 25])
    expect(lines).toHaveLength(1)
    expect(await storage.messages.get(1, 1)).toBeNull()
  })

  it('stops at once, in the middle of a sweep too, and leaves no timer', async () => {
    const { storage, time, sweeper } = await createBench({ messages: 250, days: 31 })
    ;(await time.nextTimer()).fire()
    await time.nextTimer()

    await sweeper.stop()

    expect(time.pending()).toBe(0)
    expect((await storage.retention.pruneBodies({ before: noon + 1, limit: 9_999, after: 0 })).removed).toBe(150)
  })

  it('stops when the batch that is underway has ended', async () => {
    const { storage, time, sweeper, begun } = await createBench({ messages: 3, days: 31 })
    ;(await time.nextTimer()).fire()
    await begun

    await sweeper.stop()

    expect(await contentOfFirst(storage)).toEqual({})
    expect(time.pending()).toBe(0)
  })

  it('says that the database could not be written, and tries again at the next sweep', async () => {
    const { storage, file, time, lines } = await createBench({ messages: 3, days: 31 })
    const other = new Database(file)
    other.exec('begin immediate')

    await sweepOnce(time)
    other.close()
    await sweepOnce(time)

    expect(lines.map(({ level }) => level)).toEqual(['warn', 'info'])
    expect(lines[0]?.facts).toEqual({ error: 'StorageError storage_busy' })
    expect(await contentOfFirst(storage)).toEqual({})
  })
})
