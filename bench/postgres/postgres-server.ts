import { chmodSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import { Client } from 'pg'
import { startPostgres } from '../../scripts/postgres/start-postgres.mjs'
import { isInMemory } from '../measure/is-in-memory.ts'
import { schemas } from './schemas.ts'

/** A PostgreSQL server that is measured on. */
export interface PostgresServer {
  readonly url: string
  /** What it is and how it keeps what it was told, for the head of the table. */
  readonly description: string
  close(): Promise<void>
}

/** Takes the server that `KHABEER_BENCH_POSTGRES_URL` names, or else starts one below the folder. */
export const bringPostgres = async (directory: string): Promise<PostgresServer> => {
  const server = await startOrTake(directory)
  try {
    await dropSchemas(server.url)
    return {
      url: server.url,
      description: `${await describe(server.url)}${server.note}`,
      close: async () => {
        await dropSchemas(server.url)
        await server.stop()
      },
    }
  } catch (cause) {
    await server.stop()
    throw cause
  }
}

const startOrTake = async (directory: string) => {
  const url = process.env.KHABEER_BENCH_POSTGRES_URL
  if (url) return { url, note: '', stop: async () => undefined }
  const folder = folderFor(directory)
  const server = await startPostgres({ folder })
  return { ...server, note: isInMemory(folder) ? ', in memory: nothing below says what a commit costs' : '' }
}

/** Beside everything else that is measured, unless the server's user may not go there, as in root's home. */
const folderFor = (directory: string): string => {
  if (process.getuid?.() !== 0) return directory
  chmodSync(directory, 0o711)
  return isOpenToAll(directory) ? directory : tmpdir()
}

const isOpenToAll = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpenToAll(dirname(path)))

const withClient = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const dropSchemas = (url: string): Promise<void> =>
  withClient(url, async (client) => {
    for (const schema of Object.values(schemas)) await client.query(`drop schema if exists ${schema} cascade`)
  })

/** Describes the server, and refuses one that promises a commit before it is on the disk. */
const describe = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const show = async (setting: string): Promise<string> => {
      const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [setting])
      return rows[0]?.value ?? ''
    }
    const version = await show('server_version')
    const durable = { fsync: await show('fsync'), synchronous_commit: await show('synchronous_commit') }
    for (const [setting, value] of Object.entries(durable)) {
      if (value !== 'on')
        throw new Error(`${setting} is ${value} on this PostgreSQL: turn it on, or nothing below is true.`)
    }
    return `PostgreSQL ${version}, fsync on, synchronous_commit on`
  })
