import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startPgBouncer } from '../../../scripts/postgres/start-pgbouncer.mjs'
import { startPostgres } from '../../../scripts/postgres/start-postgres.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL of the run. */
    readonly postgresUrl: string
    /** The same through pgbouncer in transaction mode; null where that is not installed. */
    readonly pgBouncerUrl: string | null
  }
}

const variable = 'KHABEER_TEST_POSTGRES_URL'

/** Brings the PostgreSQL that the tests of a run share, and a pgbouncer before it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const postgres = await bringPostgres()
  const pgBouncer = await startPgBouncer({ url: postgres.url }).catch(async (error: unknown) => {
    await postgres.stop()
    throw error
  })
  if (pgBouncer === null) {
    project.vitest.logger.log('The tests through pgbouncer are not run, for it is not installed: see docs/testing.md.')
  }
  project.provide('postgresUrl', postgres.url)
  project.provide('pgBouncerUrl', pgBouncer?.url ?? null)

  return async () => {
    await pgBouncer?.stop()
    await postgres.stop()
  }
}

const bringPostgres = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const url = process.env[variable]
  if (!url) return startPostgres()
  await assertAnswers(url)
  return { url, stop: async () => {} }
}

const assertAnswers = async (connectionString: string): Promise<void> => {
  const client = new pg.Client({ connectionString })
  try {
    await client.connect()
  } catch (error) {
    throw new Error(`No PostgreSQL answers at ${variable}. Start it, or unset the variable.`, { cause: error })
  }
  await client.end()
}
