import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonClient } from './support/json-client.ts'
import { root, runNode } from './support/running-process.ts'
import { startStandalone, startWorker } from './support/standalone.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const main = join(root, 'examples/standalone/dist/main.js')

describe('the standalone server', () => {
  it('makes its first key at the first start and never again', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')

    const first = await startStandalone(database)
    await first.process.end('SIGTERM')
    const second = await startStandalone(database)

    expect(first.firstKey).toMatch(/^khb_\w{49}$/)
    expect(second.firstKey).toBeNull()
    expect(await jsonClient(second.baseUrl, first.firstKey)('GET', '/usage')).toMatchObject({ status: 200 })
  })

  it('takes the key of its settings for the account default', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const key = 'a-key-of-our-own-0001'

    const server = await startStandalone(database, { KHABEER_API_KEY: key, KHABEER_PLAN_DAILY: '4' })

    expect(server.firstKey).toBeNull()
    expect(await jsonClient(server.baseUrl, key)('GET', '/usage')).toMatchObject({
      status: 200,
      body: { daily: { limit: 4 } },
    })
  })

  it('ends by itself at SIGTERM, with nothing left that keeps it alive', async () => {
    const server = await startStandalone(join(temporaryFolder(), 'khabeer.db'))

    const { code, stderr } = await server.process.end('SIGTERM')

    expect({ code, errors: stderr.split('\n').filter((line) => line.includes(' error ')) }).toEqual({
      code: 0,
      errors: [],
    })
  })

  it('answers a request that runs at SIGTERM, and then waits for no other on its connection', async () => {
    const server = await startStandalone(join(temporaryFolder(), 'khabeer.db'))
    const agent = new Agent({ keepAlive: true })
    const headers = { 'content-type': 'application/json', 'content-length': 2 }
    const running = request(`${server.baseUrl}/messages/send`, { method: 'POST', agent, headers })
    running.write('{')
    await new Promise((resolve) => running.once('socket', (socket) => socket.once('connect', resolve)))

    const ended = server.process.end('SIGTERM')
    await server.process.waitFor(/Stopping/)
    running.end('}')
    const [response]: IncomingMessage[] = await once(running, 'response')
    response?.resume()
    const answeredAt = performance.now()
    const { code } = await ended

    expect({ code, status: response?.statusCode }).toEqual({ code: 0, status: 401 })
    // A connection that is kept open is closed after five seconds.
    expect(performance.now() - answeredAt).toBeLessThan(2_500)
    agent.destroy()
  })

  it('answers JSON for what is not an API path', async () => {
    const server = await startStandalone(join(temporaryFolder(), 'khabeer.db'))
    const outside = jsonClient(server.baseUrl.replace('/api/v1', ''), null)

    expect(await outside('GET', '/')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await outside('POST', '/api/v2/messages/send', {})).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    expect(await outside('GET', '/%zz')).toMatchObject({ body: { error: expect.any(String) } })
  })

  it('has routes for admins where they have a key, and none elsewhere', async () => {
    const adminKey = 'the-key-of-the-house'
    const accounts = async (env: NodeJS.ProcessEnv) => {
      const { baseUrl } = await startStandalone(join(temporaryFolder(), 'khabeer.db'), env)
      return fetch(`${baseUrl}/admin/accounts`, { headers: { 'x-admin-key': adminKey } })
    }

    const [off, on] = await Promise.all([accounts({}), accounts({ KHABEER_ADMIN_KEY: adminKey })])

    expect([off.status, on.status]).toEqual([404, 200])
    expect(await on.json()).toMatchObject({ accounts: [{ name: 'default' }] })
  })

  it('tells as a worker how it is, on a port of its own, and nothing else', async () => {
    const adminKey = 'the-key-of-the-house'
    const worker = await startWorker(join(temporaryFolder(), 'khabeer.db'), {
      KHABEER_WORKER_PORT: '0',
      KHABEER_ADMIN_KEY: adminKey,
    })
    const [, origin = ''] = await worker.waitFor(/its health on (\S+?)\/api/)
    const ask = (path: string) => fetch(`${origin}/api/v1/${path}`, { headers: { 'x-admin-key': adminKey } })

    const answers = await Promise.all(
      ['health/live', 'health/ready', 'metrics', 'usage', 'admin/accounts', 'messages/1'].map(ask),
    )
    const metrics = await answers[2]?.text()
    const { code } = await worker.end('SIGTERM')

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 404, 404])
    expect(metrics).toContain('khabeer_instances_owned 0')
    expect(code).toBe(0)
  })

  it('refuses a second server on the same database or the same port in one line', async () => {
    const database = join(temporaryFolder(), 'khabeer.db')
    const { baseUrl } = await startStandalone(database)
    const { port } = new URL(baseUrl)

    const second = await runNode([main], { env: { KHABEER_DATABASE: database, KHABEER_PORT: '0' } })

    expect(second.code).toBe(1)
    expect(second.stderr.trim().split('\n')).toEqual([expect.stringContaining('Another process owns the numbers')])

    const env = { KHABEER_DATABASE: join(temporaryFolder(), 'khabeer.db'), KHABEER_PORT: port }
    const words = `Port ${port} of 127.0.0.1 is taken, most likely by another server. Set KHABEER_PORT to another one, `
    expect(await runNode([main], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${words}or to 0 for any that is free.\n`,
    })
  })

  it('says all that is wrong with its settings in one message', async () => {
    const refused = await runNode([main], { env: { KHABEER_PORT: 'http', KHABEER_PACING: 'fast' } })

    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr.match(/KHABEER_\w+/g)).toEqual(['KHABEER_PORT', 'KHABEER_PACING'])
  })
})
