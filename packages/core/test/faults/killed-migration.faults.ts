import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Storage } from '@khabeer/core/sql'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { expect, inject, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'

const migration = new URL('./fixtures/migrate.mjs', import.meta.url).pathname
const rounds = 100

/** Kills a process at some moment of its migration; tells whether it was still at it. */
const killWithin = async (longestMs: number, place: readonly string[]): Promise<boolean> => {
  const child = spawn(process.execPath, [migration, ...place], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  await delay(Math.random() * longestMs)
  child.kill('SIGKILL')
  await ended
  return child.signalCode === 'SIGKILL'
}

const works = async (storage: Storage): Promise<void> => {
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: 0 })
  const accounts = await storage.accounts.list()
  await storage.close()
  expect(accounts.map(({ name }) => name)).toEqual(['shop'])
}

it('a SQLite file whose first migration was killed is brought to its end by the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-killed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  let killed = 0

  for (let round = 0; round < rounds; round += 1) {
    const file = join(folder, `${round}.db`)
    if (await killWithin(60, [file])) killed += 1
    await works(sqliteStorage({ file }))
  }

  expect(killed).toBeGreaterThan(rounds / 4)
})

it('a PostgreSQL schema whose first migration was killed is brought to its end by the next start', async () => {
  const connectionString = inject('postgresUrl')
  let killed = 0

  for (let round = 0; round < rounds; round += 1) {
    const { schema } = postgresSchema()
    if (await killWithin(400, [connectionString, schema])) killed += 1
    await works(postgresStorage({ connectionString, schema }))
  }

  expect(killed).toBeGreaterThan(rounds / 4)
})
