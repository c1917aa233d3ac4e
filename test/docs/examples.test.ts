import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Sandbox } from '../../packages/sandbox/src/sandbox.ts'
import { startSandbox } from '../../packages/sandbox/src/start-sandbox.ts'
import type { JsonClient } from '../support/json-client.ts'
import { jsonClient } from '../support/json-client.ts'
import { postgresSchema } from '../support/postgres/postgres-schema.ts'
import { until } from '../support/until.ts'
import { exampleOf, startExample } from './support/run-example.ts'

const waitMs = 45_000
const key = 'a-key-of-the-host-01'

const openSandbox = async (): Promise<Sandbox> => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Does what the README's part on testing says: one more option, and it is this WhatsApp. */
const pointAt = (
  { url, rootKey, caPem }: Sandbox,
  code: string,
  storage = "storage: sqliteStorage({ file: 'khabeer.db' })",
): string => {
  expect(code.split(storage)).toHaveLength(2)
  const values = `url: '${url}', rootKey: Buffer.from('${rootKey.toString('base64')}', 'base64')`
  return code.replace(storage, `${storage},\n  whatsApp: { ${values}, mediaCa: ${JSON.stringify(caPem)} }`)
}

const linesOf = (code: string): number => code.split('\n').filter((line) => line.trim() !== '').length

describe('the README’s Express example', () => {
  it('is a whole host of at most 15 lines', () => {
    expect(linesOf(exampleOf('README.md', 'express'))).toBeLessThanOrEqual(15)
  })

  it('links a number and delivers a message, over HTTP', async () => {
    const sandbox = await openSandbox()
    const port = await freePort()
    const code = pointAt(sandbox, exampleOf('README.md', 'express'))
    const host = startExample(code, { env: { KHABEER_API_KEY: key, PORT: String(port) } })
    const client = await clientOf(port, host.ended)

    const instance = await client<{ id: number; qr_url: string }>('POST', '/api/v1/instances', { name: 'Shop' })
    const { body: qr } = await client<{ qr_text: string }>('GET', instance.body.qr_url)
    await sandbox.phone('201093619140').scanQr(qr.qr_text)
    const message = { instance_id: instance.body.id, to: '201001234567', text: 'Your order is ready.' }
    const queued = await client<{ id: number }>('POST', '/api/v1/messages/send', message)

    await until('the message is delivered', waitMs, async () => {
      const { body } = await client<{ status: string }>('GET', `/api/v1/messages/${queued.body.id}`)
      return body.status === 'delivered' ? body : null
    })
    expect(sandbox.contact('201001234567').inbox()).toMatchObject([
      { content: { kind: 'text', text: 'Your order is ready.' } },
    ])
  })
})

describe('the README’s order', () => {
  it('is stored with its message, which is sent, or neither is stored', async () => {
    const sandbox = await openSandbox()
    const { connectionString, schema, pool } = postgresSchema()
    const host = pool()
    await host.query(`create schema ${schema}`)
    // Checked at the commit, when the message has been accepted.
    await host.query('create table orders (number text, unique (number) deferrable initially deferred)')
    const env = { DATABASE_URL: `${connectionString}?options=-csearch_path%3D${schema}` }
    const code = pointAt(sandbox, exampleOf('README.md', 'order'), 'storage: postgresStorage({ pool })')
    const linking = startExample(`${code.slice(0, code.indexOf('const client'))}${linkNumber}`, { env })
    const [, qr = ''] = await linking.waitFor(/^qr (.+)$/m)
    await sandbox.phone('201093619140').scanQr(qr)
    expect(await linking.ended).toMatchObject({ code: 0, stderr: '' })
    const counts = async () => [
      (await host.query('select from orders')).rows.length,
      (await host.query('select from khabeer_messages')).rows.length,
    ]

    const first = startExample(code, { env })
    const shown = await sandbox.contact('201001234567').waitForMessage(() => true, { timeoutMs: waitMs })
    await first.end('SIGKILL')
    const afterFirst = await counts()
    const second = await startExample(code, { env }).ended

    expect(shown.content).toMatchObject({ kind: 'text', text: 'Thank you for order 4711.' })
    expect(afterFirst).toEqual([1, 1])
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('duplicate key value') })
    expect(await counts()).toEqual([1, 1])
  })
})

/** Links the number that the example sends from. */
const linkNumber = `
const { id } = await core.instances.create({ name: 'Shop' })
const { qr } = await core.instances.qr(id, { waitMs: 30_000 })
const connected = new Promise((resolve) =>
  core.on('instance.status', ({ instance }) => instance.status === 'connected' && resolve()),
)
console.log('qr ' + qr)
await connected
await core.stop()
await pool.end()
`

describe('the README’s example of several processes', () => {
  it('joins those that share the numbers of a PostgreSQL, and takes no more than it says', async () => {
    const { connectionString, schema, pool } = postgresSchema()
    const database = pool()
    await database.query(`create schema ${schema}`)
    const url = new URL(connectionString)
    url.searchParams.set('options', `-c search_path=${schema}`)
    startExample(exampleOf('README.md', 'postgres'), { env: { DATABASE_URL: String(url) } })

    const workers = await until('it is known to the others', waitMs, async () => {
      const tables = await database.query("select to_regclass('khabeer_workers') as found")
      if (tables.rows[0]?.found === null) return null
      const { rows } = await database.query('select max_instances::int from khabeer_workers')
      return rows.length > 0 ? rows : null
    })

    expect(workers).toEqual([{ max_instances: 100 }])
  })
})

describe('the examples of testing without a phone', () => {
  it('the README’s prints what the phone shows, and ends by itself', async () => {
    const ended = await startExample(exampleOf('README.md', 'sandbox')).ended

    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining("text: 'Hello'") })
  })

  it('the one for a host’s own CI passes', async () => {
    const ended = await startExample(exampleOf('docs/testing.md', 'host-test')).ended

    expect(ended.stdout).toMatch(/^# pass 2$/m)
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^# fail 0$/m) })
  })
})

describe('a CommonJS host', () => {
  it('requires the packages', async () => {
    const storages = ['@khabeer/storage-postgres', '@khabeer/storage-sqlite']
    const names = ['@khabeer/core', '@khabeer/express', '@khabeer/fastify', ...storages, '@khabeer/sandbox']
    const code = [
      "import { createRequire } from 'node:module'",
      'const require = createRequire(import.meta.url)',
      `console.log(${JSON.stringify(names)}.map((name) => Object.keys(require(name)).length > 0).join())`,
    ].join('\n')

    expect(await startExample(code).ended).toMatchObject({ code: 0, stdout: `${names.map(() => true).join()}\n` })
  })
})

/** Waits until the example listens. */
const clientOf = async (port: number, ended: Promise<{ readonly stderr: string }>): Promise<JsonClient> => {
  const client = jsonClient(`http://127.0.0.1:${port}`, key)
  let failure: string | null = null
  ended.then(({ stderr }) => {
    failure = stderr
  }, String)
  return until('the example listens', waitMs, async () => {
    if (failure !== null) throw new Error(`The example ended: ${failure}`)
    try {
      await client('GET', '/api/v1/usage')
      return client
    } catch {
      // Nobody listens yet.
      return null
    }
  })
}
