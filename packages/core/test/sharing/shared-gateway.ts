import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { postgresStorage } from '@khabeer/storage-postgres'
import type pg from 'pg'
import { onTestFinished } from 'vitest'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'

/** A sandbox and a PostgreSQL schema, on which several Khabeers can run at once, as several processes would. */
export interface SharedGateway {
  readonly sandbox: Sandbox
  /** Straight to the tables. */
  readonly database: pg.Pool
  start(options?: Partial<KhabeerOptions>): Promise<Khabeer>
}

/** How long its leases live. */
const leaseMs = 2_000

/** Starts a sandbox and makes a place in the database; all of it ends with the test. */
export const createSharedGateway = async (): Promise<SharedGateway> => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-shared-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const { connectionString, schema, pool } = postgresSchema()
  return {
    sandbox,
    database: pool(),
    start: async (options = {}) => {
      const core = createKhabeer({
        storage: postgresStorage({ connectionString, schema, max: 5 }),
        pacing: { messages: 100, perMs: 1_000 },
        leaseMs,
        whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
        media: { directory: join(directory, 'media') },
        ...options,
      })
      onTestFinished(() => core.stop())
      await core.start()
      return core
    },
  }
}

/** Resolves once what is asked for is there; what is asked lives in other processes, which tell this one nothing. */
export const eventually = async <T>(what: string, ask: () => Promise<T | null> | T | null): Promise<T> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`It did not come to this within 30 s: ${what}.`)
}
