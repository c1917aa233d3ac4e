import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlDriver, SqlProgram } from '@khabeer/core/sql'
import { sqlStorage } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

const noon = Date.UTC(2026, 10, 23, 12)

/** Passes a program on, and notes every statement it runs. */
function* noting<T>(program: SqlProgram<T>, statements: Set<string>): SqlProgram<T> {
  let step = program.next()
  while (step.done !== true) {
    statements.add(step.value.query.sql)
    step = program.next(yield step.value)
  }
  return step.value
}

it('what is done for a message walks through no table and sorts nothing, however much is stored', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-plans-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'khabeer.db')
  const driver = createSqliteDriver(resolveOptions({ file }))
  const statements = new Set<string>()
  const noted: SqlDriver = {
    ...driver,
    write: (program) => driver.write(() => noting(program(), statements)),
    read: (program) => driver.read(() => noting(program(), statements)),
  }
  const storage = sqlStorage(noted)
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: 9, dailyMessages: 9, instances: 9 }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  const [lease] = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })
  if (lease === undefined) throw new Error('There is no lease.')
  const messages = [{ waMessageId: '3EB0', recipient: '2010', type: 'text', content: { text: 'Hello' } }] as const

  statements.clear()
  const idempotency = { key: 'k', route: 'send', bodyHash: 'h' }
  await storage.messages.accept({ accountId: 1, instanceId: 1, at: noon, messages, idempotency })
  await storage.messages.claim(lease, noon)
  await storage.messages.postpone(lease, { messageId: 1, nextAttemptAt: noon + 1, at: noon })
  await storage.messages.claim(lease, noon)
  await storage.messages.markSending(lease, { messageId: 1, built: Uint8Array.of(1), address: 'a@b', at: noon })
  await storage.messages.unsettled(lease)
  await storage.messages.advance(lease, { waMessageId: '3EB0', status: 'sent', at: noon })
  await storage.messages.built(1, '3EB0')
  await storage.messages.get(1, 1)
  await storage.usage.read(1, noon)

  const db = new Database(file, { readonly: true })
  const plans = [...statements].flatMap((text) => {
    const unbound = text.replaceAll('?', 'null')
    return db.prepare<[], { detail: string }>(`explain query plan ${unbound}`).all()
  })
  db.close()
  const details = plans.map((step) => step.detail)
  expect(details.filter((detail) => /^SCAN|TEMP B-TREE/.test(detail))).toEqual([])
  expect(details).toContainEqual(expect.stringContaining('COVERING INDEX khabeer_messages_queued'))
  expect(details).toContainEqual(expect.stringContaining('INDEX khabeer_messages_sending'))
})
