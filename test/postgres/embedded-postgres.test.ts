import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { StartedPostgres } from '../../scripts/postgres/start-postgres.mjs'
import { startPostgres } from '../../scripts/postgres/start-postgres.mjs'
import { root, startNode } from '../support/running-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const script = pathToFileURL(join(root, 'scripts/postgres/start-postgres.mjs')).href

const start = async (): Promise<StartedPostgres> => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  return postgres
}

const query = async (connectionString: string, sql: string): Promise<readonly unknown[]> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows
}

const refuses = (connectionString: string): Promise<boolean> =>
  query(connectionString, 'select 1').then(
    () => false,
    () => true,
  )

/** A folder that the server's user may enter, as the system's temporary one is. */
const openFolder = (): string => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  return folder
}

describe('the embedded PostgreSQL', () => {
  it('flushes what it commits, and speaks UTF-8', async () => {
    const { url } = await start()

    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  })

  it('shares neither port nor data with another that starts at the same time', async () => {
    const [first, second] = await Promise.all([start(), start()])

    await query(first.url, 'create table mine ()')

    expect(await query(second.url, "select to_regclass('mine') as found")).toEqual([{ found: null }])
  })

  it.each(['fast', 'immediate'] as const)('comes back where it was, with its data, after a stop (%s)', async (mode) => {
    const postgres = await start()
    await query(postgres.url, 'create table kept as select 7 as number')

    await postgres.down(mode)
    const isDown = await refuses(postgres.url)
    await postgres.up()

    expect(isDown).toBe(true)
    expect(await query(postgres.url, 'select * from kept')).toEqual([{ number: 7 }])
  })

  it('leaves nothing behind when it is stopped', async () => {
    const folder = openFolder()
    const postgres = await startPostgres({ folder })
    const before = readdirSync(folder).length

    await postgres.stop()

    expect(before).toBe(1)
    expect(await refuses(postgres.url)).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves nothing behind when the process that started it is killed', async () => {
    const folder = openFolder()
    const code = `const { url } = await (await import('${script}')).startPostgres({ folder: '${folder}' }); console.log(url)
      setInterval(() => {}, 1000)`
    const owner = startNode(['--input-type=module', '--eval', code])
    const [url] = await owner.waitFor(/postgresql:\S+/)
    const before = await refuses(url)

    await owner.end('SIGKILL')

    await until('its data are gone', 10_000, async () => (readdirSync(folder).length === 0 ? true : null))
    expect(before).toBe(false)
    expect(await refuses(url)).toBe(true)
  })

  it('says why it does not start', async () => {
    await expect(startPostgres({ settings: { no_such_setting: 1 } })).rejects.toThrow('"no_such_setting"')
  })
})
