import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { sqlStorage } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { silentTransport } from '../../../bench/khabeer/silent-transport.ts'
import type { RecordedStatement } from '../../../test/query-plans/hot-queries.ts'
import { recordHotVerbs, recordingDriver } from '../../../test/query-plans/hot-queries.ts'
import { createOwners, fillStatements, growingTables, rowsWanted } from '../../../test/query-plans/large-database.ts'
import type { StatementPlan } from '../../../test/query-plans/plan-problems.ts'
import { planProblems } from '../../../test/query-plans/plan-problems.ts'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'
import { sqliteStorage } from './sqlite-storage.ts'

/** A large database, and a handle on it beside the storage's. */
const createLargeDatabase = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-plans-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'khabeer.db')
  const storage = sqliteStorage({ file })
  await storage.migrate()
  await createOwners(storage)
  await storage.close()
  const db = new Database(file)
  onTestFinished(() => void db.close())
  for (const statement of fillStatements(rowsWanted, 'blob')) db.exec(statement)
  db.exec('analyze')
  return { file, db }
}

/** SQLite names the index of a primary key by its table alone. */
const primaryKeys: Readonly<Record<string, string>> = {
  sqlite_autoindex_khabeer_usage_1: 'khabeer_usage_period',
  sqlite_autoindex_khabeer_credentials_1: 'khabeer_credentials_id',
  sqlite_autoindex_khabeer_recipients_1: 'khabeer_recipients_id',
}

/** Reads the plan of a statement: SEARCH finds by an index, SCAN goes from end to end. */
const explain = (db: Database.Database, { sql, values }: RecordedStatement): StatementPlan => {
  const steps = db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...values)
  const details = steps.map(({ detail }) => detail)
  const isSorted = details.some((detail) => detail.includes('TEMP B-TREE'))
  const tableOf = (name: string): string => new RegExp(`"(\\w+)" as "${name}"`).exec(sql)?.[1] ?? name
  const nameOf = (index: string): string => primaryKeys[index] ?? index
  return {
    sql,
    walked: details.flatMap((detail) => /^SCAN (\w+)/.exec(detail)?.slice(1).map(tableOf) ?? []),
    // SQLite does not say how many: where a table grows, a sort is one too many.
    sortedRows: growingTables.some((table) => sql.includes(`"${table}"`)) && isSorted ? Number.POSITIVE_INFINITY : 0,
    passedRows: 0,
    indexes: details.flatMap((detail) => /INDEX (\w+)/.exec(detail)?.slice(1).map(nameOf) ?? []),
  }
}

it(`with ${rowsWanted} messages in SQLite, no hot statement walks through what grows, or sorts it`, async () => {
  const { file, db } = await createLargeDatabase()
  const recorder = recordingDriver(createSqliteDriver(resolveOptions({ file })))
  const storage = sqlStorage(recorder.driver)
  onTestFinished(() => storage.close())
  await storage.migrate()
  const recorded = await recordHotVerbs(recorder, storage)

  expect(await planProblems(recorded, (statement) => explain(db, statement))).toEqual([])
}, 600_000)

it(`with ${rowsWanted} messages in SQLite, a core starts in less than two seconds`, async () => {
  const { file } = await createLargeDatabase()
  const core = createKhabeer({ storage: sqliteStorage({ file }), transport: silentTransport })
  const startedAt = performance.now()

  await core.start()
  const tookMs = performance.now() - startedAt
  await core.stop()

  expect(tookMs).toBeLessThan(2_000)
}, 600_000)
