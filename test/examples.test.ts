import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../packages/sandbox/src/sandbox.ts'
import { startSandbox } from '../packages/sandbox/src/start-sandbox.ts'
import { root, startNode } from './support/running-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const key = 'a-key-of-the-example-01'

const examples = [
  { name: 'express', file: 'examples/express/main.mjs', prefix: '/wa', number: '201093619141' },
  { name: 'fastify', file: 'examples/fastify/main.mjs', prefix: '/wa', number: '201093619142' },
  { name: 'nestjs', file: 'examples/nestjs/dist/main.js', prefix: '/wa', number: '201093619143' },
  { name: 'standalone', file: 'examples/standalone/dist/main.js', prefix: '', number: '201093619144' },
]

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** Starts an example that is pointed at the sandbox as its README says. */
const start = async (file: string, cwd: string) => {
  const ca = join(cwd, 'sandbox.pem')
  writeFileSync(ca, sandbox.caPem)
  const running = startNode([join(root, file)], {
    cwd,
    env: {
      KHABEER_API_KEY: key,
      PORT: '0',
      KHABEER_PORT: '0',
      KHABEER_WHATSAPP_URL: sandbox.url,
      KHABEER_WHATSAPP_ROOT_KEY: sandbox.rootKey.toString('base64'),
      KHABEER_WHATSAPP_CA: ca,
    },
  })
  const [, url = ''] = await running.waitFor(/listens on (http:\/\/127\.0\.0\.1:\d+)/)
  const ask = async (line: string, init: RequestInit = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    const response = await fetch(`${url}${path}`, { method, headers, ...init })
    const body: Readonly<Record<string, unknown>> = JSON.parse(await response.text())
    return { status: response.status, body }
  }
  return { running, url, ask }
}

test.each(examples)(
  'examples/$name serves the API beside what it does itself, links a number of the sandbox, and stops with 0',
  async ({ name, file, prefix, number }) => {
    const cwd = temporaryFolder()
    const { running, url, ask } = await start(file, cwd)
    const api = `${prefix}/api/v1`
    const order = (body: unknown) => ({ body: JSON.stringify(body) })

    expect(await ask(`GET ${api}/usage`)).toMatchObject({ status: 200, body: { daily: { used: 0 } } })
    expect(await ask(`GET ${api}/usage`, { headers: {} })).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    })
    const broken = await ask(`POST ${api}/messages/send`, { body: '{' })
    expect(broken).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
    const { body: instance } = await ask(`POST ${api}/instances`, order({ name: 'Shop' }))
    const { body: shown } = await ask(`GET ${String(instance.qr_url)}`)
    await sandbox.phone(number).scanQr(String(shown.qr_text))
    await until('the number is connected', 30_000, async () =>
      (await ask(`GET ${api}/instances/1`)).body.status === 'connected' ? true : null,
    )
    if (name !== 'standalone') {
      const ready = 'POST /orders/4711/ready'
      expect(await ask(ready, order({ instanceId: 1, phone: '201001234567' }))).toEqual({
        status: 202,
        body: { message: 1 },
      })
      const missing = await ask(ready, order({ instanceId: 7, phone: '201001234567' }))
      expect(missing).toMatchObject({ status: 422, body: { code: 'instance_not_found' } })
      expect(await ask(ready, { body: '{' })).toMatchObject({ status: 400 })
      expect(await ask(ready, { headers: {} })).toMatchObject({ status: 422, body: { code: 'invalid_recipient' } })
    }
    // Whoever listens to events holds no stop up.
    const stream = await fetch(`${url}${api}/events`, { headers: { 'x-api-key': key } })
    expect(stream.status).toBe(200)
    const ended = await running.end('SIGTERM')

    expect(ended).toMatchObject(name === 'standalone' ? { code: 0 } : { code: 0, stderr: '' })
    // A database that was closed has no journal beside it.
    expect([existsSync(join(cwd, 'khabeer.db')), existsSync(join(cwd, 'khabeer.db-wal'))]).toEqual([true, false])
  },
)

test.each(readdirSync(join(root, 'examples')))('examples/%s says how it is started', (name) => {
  const page = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8')

  expect(page).toMatch(/```sh\n(?:[^`]+ )?(?:node|npm) /)
  expect(page).toMatch(/\bsandbox\b/)
})
