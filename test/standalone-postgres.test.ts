import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { jsonClient } from './support/json-client.ts'
import { linkInstance } from './support/link-instance.ts'
import type { PostgresSchema } from './support/postgres/postgres-schema.ts'
import { postgresSchema } from './support/postgres/postgres-schema.ts'
import { throughPgBouncer } from './support/postgres/through-pgbouncer.ts'
import { root, runNode } from './support/running-process.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { runAdminWith, startStandalone, startWorker } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const main = join(root, 'examples/standalone/dist/main.js')
const key = 'the-key-of-this-test-01'
const customer = '201001234567'
const schemaOf = ({ schema }: PostgresSchema) => ({ KHABEER_DATABASE_SCHEMA: schema })

const sendsThroughBoth = (connectionString?: string) => async () => {
  const database = postgresSchema(connectionString)
  const sandbox = await startSandboxProcess(temporaryFolder())
  const settings = { ...schemaOf(database), ...sandbox.settings, KHABEER_API_KEY: key, KHABEER_LEASE: '2s' }
  const worker = await startWorker(database.connectionString, settings)
  const api = await startStandalone(database.connectionString, { ...settings, KHABEER_ROLE: 'api' })
  const client = jsonClient(api.baseUrl, key)

  const instanceId = await linkInstance(client, sandbox, '201093619140')
  const message = { instance_id: instanceId, to: customer, text: 'Accepted here, sent there' }
  const queued = await client<{ readonly id: number }>('POST', '/messages/send', message)
  await until('the message is delivered', 20_000, async () => {
    const { body } = await client<{ readonly status: string }>('GET', `/messages/${queued.body.id}`)
    return body.status === 'delivered' ? body : null
  })
  const ends = [await worker.end('SIGTERM'), await api.process.end('SIGTERM')]

  expect(queued.status).toBe(202)
  expect((await sandbox.shownTo(customer)).map(({ content }) => content.text)).toEqual(['Accepted here, sent there'])
  expect(ends.map(({ code }) => code)).toEqual([0, 0])
  expect(ends.map(({ stdout }) => stdout.includes('listens on http'))).toEqual([false, true])
}

describe('the standalone server on PostgreSQL', () => {
  it('sends in a process that only owns numbers what one that only serves accepted', sendsThroughBoth())

  throughPgBouncer((connectionString) => {
    it('does the same', sendsThroughBoth(connectionString))
  })

  it('makes its first key once for all processes of a database, and none in a worker', async () => {
    const database = postgresSchema()
    const { connectionString } = database

    const worker = await startWorker(connectionString, schemaOf(database))
    const first = await startStandalone(connectionString, schemaOf(database))
    const second = await startStandalone(connectionString, schemaOf(database))

    expect(worker.output()).not.toContain('khb_')
    expect(first.firstKey).toMatch(/^khb_\w{49}$/)
    expect(second.firstKey).toBeNull()
    expect(await jsonClient(second.baseUrl, first.firstKey)('GET', '/usage')).toMatchObject({ status: 200 })
  })

  it('is managed by npm run admin', async () => {
    const database = postgresSchema()
    const settings = { KHABEER_DATABASE: database.connectionString, ...schemaOf(database) }

    const account = await runAdminWith(settings, 'account', 'create', 'shop', '--monthly', '7')
    const created = await runAdminWith(settings, 'key', 'create', '--account', 'shop')
    const server = await startStandalone(database.connectionString, schemaOf(database))
    const shop = jsonClient(server.baseUrl, /khb_\w+/.exec(created.stdout)?.[0] ?? '')

    expect(account).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('7 messages a month') })
    expect(await shop('GET', '/usage')).toMatchObject({ status: 200, body: { monthly: { limit: 7 } } })
  })

  it.each([
    ['a wrong password', { password: 'hid-den' }, /refused the user or the password/],
    ['a database that is missing', { pathname: '/nowhere' }, /no such database/],
    ['a server that is not there', { port: '1' }, /cannot be reached/],
  ])('says in one sentence that it cannot start on %s, and not the password', async (_what, change, words) => {
    const url = Object.assign(new URL(inject('postgresUrl')), change)
    const env = { KHABEER_DATABASE: String(url), KHABEER_PORT: '0' }

    const ends = [await runNode([main], { env }), await runAdminWith(env, 'account', 'list')]

    for (const { code, stdout, stderr } of ends) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(words)])
      expect(stderr).not.toContain(url.password)
    }
  })
})
