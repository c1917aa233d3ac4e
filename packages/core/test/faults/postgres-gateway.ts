import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import type { PostgresStorageOptions } from '@khabeer/storage-postgres'
import { postgresStorage } from '@khabeer/storage-postgres'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { StartedPostgres } from '../../../../scripts/postgres/start-postgres.mjs'
import { startPostgres } from '../../../../scripts/postgres/start-postgres.mjs'
import { linkInstance } from '../gateway/test-gateway.ts'
import type { HttpClient } from './http-client.ts'
import { apiKey, createHttpClient } from './http-client.ts'
import type { LogBook } from './log-book.ts'
import { createLogBook } from './log-book.ts'

/** A gateway with a linked number on a PostgreSQL of its own. */
export interface PostgresGateway {
  readonly postgres: StartedPostgres
  readonly sandbox: Sandbox
  readonly core: Khabeer
  readonly call: HttpClient
  readonly instanceId: number
  /** Straight to the tables. */
  readonly database: pg.Pool
  readonly log: LogBook
}

/** Starts it; all of it ends with the running test. */
export const createPostgresGateway = async (
  options: {
    /** Where its data go. */
    readonly folder?: string
    readonly storage?: (url: string) => PostgresStorageOptions | Promise<PostgresStorageOptions>
    readonly core?: Partial<KhabeerOptions>
  } = {},
): Promise<PostgresGateway> => {
  const { folder, storage = (connectionString: string) => ({ connectionString, max: 5 }) } = options
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-faults-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const postgres = await startPostgres(folder === undefined ? {} : { folder })
  onTestFinished(() => postgres.stop())
  const database = new pg.Pool({ connectionString: postgres.url })
  // Its connections are lost with the server, and made anew.
  database.on('error', () => undefined)
  onTestFinished(() => database.end())
  const log = createLogBook()
  const core = createKhabeer({
    storage: postgresStorage(await storage(postgres.url)),
    pacing: { messages: 100, perMs: 1_000 },
    whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
    media: { directory: join(directory, 'media') },
    logger: log.logger,
    apiKey,
    ...options.core,
  })
  onTestFinished(() => core.stop())
  await core.start()
  return {
    postgres,
    sandbox,
    core,
    call: createHttpClient(core),
    instanceId: await linkInstance(core, sandbox),
    database,
    log,
  }
}
