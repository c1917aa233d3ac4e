import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { sqlStorage } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentTransport } from '../../../bench/khabeer/silent-transport.ts'
import type { HotVerb, RecordedStatement } from '../../../test/query-plans/hot-queries.ts'
import { hotVerbs, recordHotVerbs, recordingDriver } from '../../../test/query-plans/hot-queries.ts'
import { createOwners, fillStatements, growingTables, rowsWanted } from '../../../test/query-plans/large-database.ts'
import type { StatementPlan } from '../../../test/query-plans/plan-problems.ts'
import { planProblems } from '../../../test/query-plans/plan-problems.ts'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'
import { sqliteStorage } from './sqlite-storage.ts'

/** SQLite names the index of a primary key by its table alone. */
const primaryKeys: Readonly<Record<string, string>> = {
  sqlite_autoindex_khabeer_idempotency_1: 'khabeer_idempotency_key',
  sqlite_autoindex_khabeer_usage_1: 'khabeer_usage_period',
  sqlite_autoindex_khabeer_credentials_1: 'khabeer_credentials_id',
  sqlite_autoindex_khabeer_recipients_1: 'khabeer_recipients_id',
}

const nameOf = (index: string): string => primaryKeys[index] ?? index

describe(`SQLite with ${rowsWanted} messages`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-plans-'))
  const file = join(directory, 'khabeer.db')
  let recorded: ReadonlyMap<HotVerb, readonly RecordedStatement[]>
  let db: Database.Database

  beforeAll(async () => {
    const recorder = recordingDriver(createSqliteDriver(resolveOptions({ file })))
    const storage = sqlStorage(recorder.driver)
    await storage.migrate()
    await createOwners(storage)
    db = new Database(file)
    for (const statement of fillStatements(rowsWanted, 'blob')) db.exec(statement)
    db.exec('analyze')
    recorded = await recordHotVerbs(recorder, storage)
    await storage.close()
  }, 600_000)

  afterAll(() => {
    db.close()
    rmSync(directory, { recursive: true })
  })

  /** Reads the plan of a statement: SEARCH finds by an index, SCAN goes from end to end. */
  const explain = ({ sql, values }: RecordedStatement): StatementPlan => {
    const steps = db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...values)
    const details = steps.map(({ detail }) => detail)
    const tableOf = (name: string): string => new RegExp(`"(\\w+)" as "${name}"`).exec(sql)?.[1] ?? name
    return {
      sql,
      walked: details.flatMap((detail) => /^SCAN (\w+)/.exec(detail)?.slice(1).map(tableOf) ?? []),
      // SQLite does not say how many: a sort is one too many.
      sortedRows: details.some((detail) => detail.includes('TEMP B-TREE')) ? Number.POSITIVE_INFINITY : 0,
      indexes: details.flatMap((detail) => /INDEX (\w+)/.exec(detail)?.slice(1).map(nameOf) ?? []),
    }
  }

  it.each(Object.entries(hotVerbs))('%s walks through no table that grows, and sorts nothing', (verb, index) => {
    const plans = (recorded.get(verb as HotVerb) ?? []).map(explain)

    expect(plans).not.toEqual([])
    expect(planProblems(plans, { growing: growingTables, index })).toEqual([])
  })

  it('a core starts in less than two seconds', async () => {
    const core = createKhabeer({ storage: sqliteStorage({ file }), transport: silentTransport })
    const startedAt = performance.now()

    await core.start()
    const tookMs = performance.now() - startedAt
    await core.stop()

    expect(tookMs).toBeLessThan(2_000)
  })
})
