import { sqlStorage } from '@khabeer/core/sql'
import { expect, it, onTestFinished } from 'vitest'
import { recordHotVerbs, recordingDriver } from '../../../test/query-plans/hot-queries.ts'
import { createOwners, fillStatements, rowsWanted } from '../../../test/query-plans/large-database.ts'
import { planProblems } from '../../../test/query-plans/plan-problems.ts'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { createPostgresDriver } from '../src/postgres-driver.ts'
import { resolveOptions } from '../src/resolve-options.ts'
import { explain } from './support/explain.ts'

it(`with ${rowsWanted} messages in PostgreSQL, no hot statement walks through what grows`, async () => {
  const { connectionString, schema, pool } = postgresSchema()
  const recorder = recordingDriver(createPostgresDriver(resolveOptions({ connectionString, schema })))
  const storage = sqlStorage(recorder.driver)
  onTestFinished(() => storage.close())
  await storage.migrate()
  await createOwners(storage)
  const client = await pool().connect()
  onTestFinished(() => client.release())
  for (const statement of fillStatements(rowsWanted, 'bytea')) await client.query(statement)
  await client.query('analyze')
  const recorded = await recordHotVerbs(recorder, storage)

  const problems = await planProblems(recorded, (statement) => explain(client, statement))

  expect(problems).toEqual([])
}, 600_000)
