import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { KhabeerRouter } from '@khabeer/express'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { Request } from 'express'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Host } from './support/host.ts'
import { startHost } from './support/host.ts'

const apiKey = 'a-key-of-the-host-itself'
const headers = { 'x-api-key': apiKey }

let directory: string
let leftovers: (() => Promise<unknown>)[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'khabeer-router-'))
  leftovers = [() => rm(directory, { recursive: true })]
})
afterEach(async () => {
  for (const clean of leftovers.reverse()) await clean()
})

const options = (): KhabeerOptions => ({ storage: sqliteStorage({ file: join(directory, 'khabeer.db') }), apiKey })

const hostOf = async (router: KhabeerRouter): Promise<Host> => {
  leftovers.push(() => router.core.stop())
  const host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', router })
  leftovers.push(host.close)
  return host
}

const startedCore = async (): Promise<Khabeer> => {
  const core = createKhabeer(options())
  await core.start()
  return core
}

const usage = ({ origin }: Host, more: RequestInit = {}) => fetch(`${origin}/api/v1/usage`, { headers, ...more })

const logger = () => ({ debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() })

test('a router that is given a storage makes and starts a core of its own', async () => {
  const router = khabeerRouter(options())
  const host = await hostOf(router)

  const response = await usage(host)

  expect(response.status).toBe(200)
  expect(await router.core.accounts.list()).toMatchObject([{ name: 'default' }])
})

test('a router serves a server of Node without Express, and leaves the other paths to it', async () => {
  const core = await startedCore()
  const router = khabeerRouter({ core })
  leftovers.push(core.stop)
  const server = createServer((request, response) => {
    router(request, response, (error) => response.writeHead(error === undefined ? 404 : 500).end())
  }).listen(0, '127.0.0.1')
  leftovers.push(async () => {
    router.endStreams()
    const closed = once(server, 'close')
    server.close()
    await closed
  })
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"Shop"}' }

  const created = await fetch(`${origin}/api/v1/instances`, post)
  const wrong = await fetch(`${origin}/api/v1/usage?x=1`, { headers: { 'x-api-key': 'wrong' } })
  const other = await fetch(`${origin}/orders`)
  const stream = await fetch(`${origin}/api/v1/events`, { headers })

  expect(created.status).toBe(201)
  expect(await created.json()).toMatchObject({ qr_url: '/api/v1/instances/1/qr' })
  expect([wrong.status, other.status, stream.status]).toEqual([401, 404, 200])
})

test('a request waits for a core that is still to start', async () => {
  const core = createKhabeer(options())
  const host = await hostOf(khabeerRouter({ core }))
  const waiting = usage(host)
  expect(await fetch(`${host.origin}/api/v1/orders`).then((response) => response.status)).toBe(200)

  await core.start()

  expect((await waiting).status).toBe(200)
})

test('a request that waited long enough is told to come back', async () => {
  const host = await hostOf(khabeerRouter({ core: createKhabeer(options()), startTimeoutMs: 50 }))

  const response = await usage(host)

  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  expect(await response.json()).toMatchObject({ code: 'starting' })
})

test('a core that cannot start is logged, and answered with 503 that names no file', async () => {
  await writeFile(join(directory, 'khabeer.db'), 'a letter, and no database')
  const log = logger()
  const host = await hostOf(khabeerRouter({ ...options(), logger: log }))

  const response = await usage(host)

  expect(response.status).toBe(503)
  const body = await response.text()
  expect(JSON.parse(body)).toMatchObject({ code: 'storage_unusable' })
  expect(body).not.toContain(directory)
  expect(log.error).toHaveBeenCalledWith(
    expect.objectContaining({ code: 'storage_unusable' }),
    expect.stringContaining('could not start'),
  )
})

test('after a stop every route is a 503, and the host lives on', async () => {
  const core = await startedCore()
  const host = await hostOf(khabeerRouter({ core }))
  expect((await usage(host)).status).toBe(200)

  await core.stop()

  expect((await usage(host)).status).toBe(503)
  expect((await fetch(`${host.origin}/api/v1/orders`)).status).toBe(200)
})

test('a host may keep its own login', async () => {
  const core = await startedCore()
  const authorize = (request: Request) =>
    request.get('cookie') === 'login=sara' ? { accountId: core.defaultAccountId } : null
  const host = await hostOf(khabeerRouter({ core, authorize }))

  expect((await usage(host, { headers: { cookie: 'login=sara' } })).status).toBe(200)
  expect((await usage(host)).status).toBe(401)
})

test('a host’s own login may say what a request may do, and which instances it sees', async () => {
  const core = await startedCore()
  const { id } = await core.instances.create({ name: 'Shop' })
  await core.instances.create({ name: 'Office' })
  const authorize = () => ({ accountId: core.defaultAccountId, scopes: ['read'], instanceIds: [id] }) as const
  const host = await hostOf(khabeerRouter({ core, authorize }))

  const listed = await fetch(`${host.origin}/api/v1/instances`)
  const removed = await fetch(`${host.origin}/api/v1/instances/${id}`, { method: 'DELETE' })

  expect(await listed.json()).toMatchObject([{ id, name: 'Shop' }])
  expect([removed.status, await removed.json()]).toMatchObject([403, { code: 'scope_missing' }])
})

test.each([
  ['the proxy’s, where none is trusted', undefined, 429],
  ['the client’s, where the proxy is trusted', 'loopback', 401],
])('wrong keys count for an address: %s', async (_whose, trustProxy, statusOfOther) => {
  const core = await startedCore()
  leftovers.push(() => core.stop())
  const router = khabeerRouter({ core, failedKeysPerMinute: 2 })
  const host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', trustProxy, router })
  leftovers.push(host.close)
  const askFrom = (address: string, key: string) =>
    usage(host, { headers: { 'x-api-key': key, 'x-forwarded-for': address } })

  const statuses: number[] = []
  for (const _ of [1, 2, 3]) statuses.push((await askFrom('203.0.113.7', 'wrong')).status)
  const last = await askFrom('203.0.113.7', 'wrong')

  expect(statuses).toEqual([401, 401, 429])
  expect(await last.json()).toMatchObject({ code: 'too_many_failed_keys' })
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(50)
  expect((await askFrom('203.0.113.7', apiKey)).status).toBe(200)
  expect((await askFrom('203.0.113.8', 'wrong')).status).toBe(statusOfOther)
})

test('an answer that the host gave meanwhile stands', async () => {
  const core = await startedCore()
  const authorize = (request: Request) => {
    request.res?.status(504).end('too late')
    return { accountId: core.defaultAccountId }
  }
  const host = await hostOf(khabeerRouter({ core, authorize }))

  const response = await usage(host)

  expect([response.status, await response.text()]).toEqual([504, 'too late'])
  expect((await fetch(`${host.origin}/api/v1/orders`)).status).toBe(200)
})

test.each(['Express 4', 'Express 5'] as const)(
  '%s: a body that the parser of the host skipped is read',
  async (major) => {
    const router = khabeerRouter({ core: await startedCore() })
    leftovers.push(() => router.core.stop())
    // Express 4's parser leaves `body = {}` beside a stream that it did not read.
    const host = await startHost({ major, prefix: '', parser: 'urlencoded', router })
    leftovers.push(host.close)

    const response = await fetch(`${host.origin}/api/v1/instances`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Main Store Number' }),
    })

    expect(response.status).toBe(201)
  },
)

/** Sends the head of a request and a first part of its body, and waits until the server has closed. */
const stall = async ({ origin }: Host, key: string): Promise<string> => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const head = ['POST /api/v1/messages/send HTTP/1.1', 'host: x', `x-api-key: ${key}`]
  const body = ['content-type: application/json', 'content-length: 500', '', '{"instance_id":']
  socket.write([...head, ...body].join('\r\n'))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

test('a body that does not come to its end is given up, answered and hung up on', async () => {
  const core = await startedCore()
  const host = await hostOf(khabeerRouter({ core, bodyTimeoutMs: 100 }))

  const read = await stall(host, apiKey)
  const unread = await stall(host, 'wrong')

  expect(read).toMatch(/^HTTP\/1\.1 408 [\s\S]*"request_timeout"/)
  expect(unread).toMatch(/^HTTP\/1\.1 401 [\s\S]*"unauthorized"/)
  expect((await usage(host)).status).toBe(200)
})

test('work for a client that went away is called off', async () => {
  const core = await startedCore()
  const { id } = await core.instances.create({ name: 'Main' })
  let tell: (signal: AbortSignal | undefined) => void
  const asked = new Promise<AbortSignal | undefined>((resolve) => {
    tell = resolve
  })
  const endless: Khabeer = {
    ...core,
    account: (accountId) => {
      const scope = core.account(accountId)
      const qr = (_id: number, wait?: { readonly signal?: AbortSignal }) => {
        tell(wait?.signal)
        return new Promise<never>(() => undefined)
      }
      return { ...scope, instances: { ...scope.instances, qr } }
    },
  }
  const host = await hostOf(khabeerRouter({ core: endless }))
  const client = new AbortController()
  const response = fetch(`${host.origin}/api/v1/instances/${id}/qr`, { headers, signal: client.signal })
  const signal = await asked
  const calledOff = signal && once(signal, 'abort')

  client.abort()

  await expect(response).rejects.toThrow()
  await calledOff
  expect(signal?.aborted).toBe(true)
})
