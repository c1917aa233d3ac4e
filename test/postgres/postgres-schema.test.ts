import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { postgresSchema } from '../support/postgres/postgres-schema.ts'
import { root, runNode } from '../support/running-process.ts'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const config = join(root, 'test/postgres/fixtures/vitest.config.ts')

describe('the schema of a test', () => {
  it('shows nothing of the schema of another', async () => {
    const [one, other] = [postgresSchema(), postgresSchema()]
    const [inOne, inOther] = [one.pool(), other.pool()]
    await inOne.query(`create schema ${one.schema}`)
    await inOther.query(`create schema ${other.schema}`)

    await inOne.query('create table mine ()')

    expect((await inOne.query("select to_regclass('mine') as found")).rows).toEqual([{ found: 'mine' }])
    expect((await inOther.query("select to_regclass('mine') as found")).rows).toEqual([{ found: null }])
  })

  it('is dropped when the test passes, and kept and named when it fails', async () => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
    onTestFinished(() => client.end())

    const env = { KHABEER_TEST_POSTGRES_URL: inject('postgresUrl') }
    const { code, stdout, stderr } = await runNode([vitest, 'run', '--config', config], { env })
    const named = [...(stdout + stderr).matchAll(/in the schema (khabeer_test_\w+)/g)].map(([, name]) => name)
    const { rows } = await client.query(
      "select table_schema, table_name from information_schema.tables where table_name in ('passes', 'fails')",
    )
    await client.query(`drop schema if exists ${named[0]} cascade`)

    expect(code).toBe(1)
    expect(rows).toEqual([{ table_schema: named[0], table_name: 'fails' }])
  })
})
