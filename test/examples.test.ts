import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, startNode } from './support/running-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const key = 'a-key-of-the-example-01'

const examples = [
  { name: 'express', file: 'examples/express/main.mjs', prefix: '/wa', end: { code: 0, stderr: '' } },
  { name: 'fastify', file: 'examples/fastify/main.mjs', prefix: '/wa', end: { code: 0, stderr: '' } },
  // Nest ends by the signal itself, when all is stopped.
  { name: 'nestjs', file: 'examples/nestjs/dist/main.js', prefix: '/wa', end: { code: null, stderr: '' } },
  { name: 'standalone', file: 'examples/standalone/dist/main.js', prefix: '', end: { code: 0 } },
]

test.each(examples)(
  'examples/$name serves the API beside what it does itself, and ends when it is told to',
  async ({ file, prefix, end }) => {
    const cwd = temporaryFolder()
    const env = { KHABEER_API_KEY: key, PORT: '0', KHABEER_PORT: '0' }
    const running = startNode([join(root, file)], { cwd, env })
    const [, url = ''] = await running.waitFor(/listens on (http:\/\/127\.0\.0\.1:\d+)/)
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { 'x-api-key': key, 'content-type': 'application/json' }
      const response = await fetch(`${url}${path}`, { headers, ...init })
      return [response.status, await response.json()]
    }
    const api = `${prefix}/api/v1`
    const order = { method: 'POST', body: JSON.stringify({ instanceId: 7, phone: '201001234567' }) }

    expect(await ask(`${api}/usage`)).toMatchObject([200, { daily: { used: 0 } }])
    expect(await ask(`${api}/usage`, { headers: {} })).toMatchObject([401, { code: 'unauthorized' }])
    const broken = await ask(`${api}/messages/send`, { method: 'POST', body: '{' })
    expect(broken).toMatchObject([400, { code: 'malformed_json' }])
    if (prefix !== '') {
      expect(await ask('/orders/4711/ready', order)).toMatchObject([422, { code: 'instance_not_found' }])
    }
    expect(await running.end('SIGTERM')).toMatchObject(end)
    // A database that was closed has no journal beside it.
    expect([existsSync(join(cwd, 'khabeer.db')), existsSync(join(cwd, 'khabeer.db-wal'))]).toEqual([true, false])
  },
)
