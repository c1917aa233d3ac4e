import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadCalls } from '../load/load-calls.ts'
import type { PostgresServer } from '../postgres/postgres-server.ts'
import { bringPostgres } from '../postgres/postgres-server.ts'
import type { ContenderCalls } from '../process/contender-calls.ts'
import type { Remote } from '../process/remote.ts'
import { startProcess } from '../process/remote.ts'
import type { ContenderName } from './comparison.ts'

/** The processes that take part, each begun when it is first asked for. */
export interface Stage {
  /** Gives a contender that is ready. */
  contender(name: ContenderName): Promise<Remote<ContenderCalls>>
  readonly load: Remote<LoadCalls>
  /** Gives a number that no probe was given before. */
  nextTime(): number
  /** Starts the PostgreSQL server, where something is measured on it, and says what it is. */
  describePostgres(): Promise<string>
  close(): Promise<void>
}

const withoutPostgres: ReadonlySet<ContenderName> = new Set([
  'khabeer-sqlite',
  'fastify-sqlite',
  'floor-sqlite',
  'fastify-floor-sqlite',
  'sqlite-few-queued',
  'sqlite-many-queued',
  'wake-sqlite',
  'isolation-threads',
  'isolation-inline',
  'isolation-nowhere',
])

/** Says whether a contender needs PostgreSQL. */
export const needsPostgres = (name: ContenderName): boolean => !withoutPostgres.has(name)

/** Builds a stage that keeps what it stores in a folder, and CPU profiles in another when there is one. */
export const createStage = (directory: string, profiles: string | null): Stage => {
  const contenders = new Map<ContenderName, Promise<Remote<ContenderCalls>>>()
  let postgres: Promise<PostgresServer> | null = null
  let lastTime = 0

  const startedPostgres = (): Promise<PostgresServer> => {
    postgres ??= bringPostgres(directory)
    return postgres
  }

  const start = async (name: ContenderName): Promise<Remote<ContenderCalls>> => {
    const own = join(directory, name)
    mkdirSync(own)
    const databaseUrl = needsPostgres(name) ? (await startedPostgres()).url : ''
    const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profiles, name)}`]
    const remote = startProcess<ContenderCalls>('contender', [name, own, databaseUrl], profiling)
    // Answers once it is set up.
    await remote.call('port', null)
    return remote
  }

  const load = startProcess<LoadCalls>('load', [])

  return {
    contender: (name) => {
      const started = contenders.get(name) ?? start(name)
      contenders.set(name, started)
      return started
    },
    load,
    nextTime: () => {
      lastTime += 1
      return lastTime
    },
    describePostgres: async () => (await startedPostgres()).description,
    close: async () => {
      const started = await Promise.allSettled(contenders.values())
      const remotes = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      await Promise.all([load, ...remotes].map((remote) => remote.close()))
      await postgres?.then(({ close }) => close())
    },
  }
}
