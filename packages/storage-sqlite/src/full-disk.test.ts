import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlStorage } from '@khabeer/core/sql'
import type Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './open-database.ts'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

const noon = Date.UTC(2026, 10, 23, 12)

/** A storage, and the handle on which the test plays the full disk. */
const openLimited = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-full-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const handles: Database.Database[] = []
  const driver = createSqliteDriver(resolveOptions({ file: join(directory, 'khabeer.db') }), async (options) => {
    const opened = await openDatabase(options)
    handles.push(opened.db)
    return opened
  })
  const storage = sqlStorage(driver)
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  return { storage, limitPages: (pages: number) => handles[0]?.pragma(`max_page_count = ${pages}`) }
}

it('a full disk refuses what it cannot store, loses nothing, and is forgotten once there is room', async () => {
  const { storage, limitPages } = await openLimited()
  limitPages(60)
  const accept = (number: number) =>
    storage.messages.accept({
      accountId: 1,
      instanceId: 1,
      at: noon,
      messages: [
        { waMessageId: `3EB0${number}`, recipient: '2010', type: 'text', content: { text: 'long '.repeat(400) } },
      ],
    })

  const together = await Promise.allSettled(Array.from({ length: 200 }, (_, number) => accept(number)))
  const alone = await Promise.allSettled([accept(1000)])

  const outcomes = [...together, ...alone]
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  const accepted = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  expect(refused.length).toBeGreaterThan(0)
  for (const { reason } of refused) expect(reason).toMatchObject({ name: 'StorageError', code: 'storage_full' })
  expect((await storage.usage.read(1, noon))?.daily).toBe(accepted.length)
  expect(await storage.instances.list(1)).toHaveLength(1)

  limitPages(10_000)
  expect((await accept(2000)).kind).toBe('accepted')
  expect((await storage.usage.read(1, noon))?.daily).toBe(accepted.length + 1)
})
