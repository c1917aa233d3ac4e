import { PassThrough, Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Logger } from '../logger.ts'
import { ask, coreWith, errorCode, notStubbed, request, scope } from './stand-in.ts'

test('a path of the host is answered with null, whatever the key', async () => {
  expect(await ask(coreWith(), request('POST /api/v1/orders', { headers: {} }))).toBeNull()
})

test('a wrong method is named before the key is looked at', async () => {
  const response = await ask(coreWith(), request('PUT /api/v1/usage', { headers: {} }))

  expect(response).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' }, ...errorCode('method_not_allowed') })
})

test('broken escapes are a 400', async () => {
  const response = await ask(coreWith(), request('GET /api/v1/messages/%zz', { headers: {} }))

  expect(response).toMatchObject({ status: 400, ...errorCode('invalid_request') })
})

test.each([undefined, '', 'bad', ['good', 'good']])('key %j is a 401', async (key) => {
  const response = await ask(coreWith(), request('GET /api/v1/usage', { headers: { 'x-api-key': key } }))

  expect(response).toMatchObject({ status: 401, ...errorCode('unauthorized') })
})

test('a disabled account is a 403 before its body is read', async () => {
  const stream = new PassThrough()

  const response = await ask(
    coreWith(),
    request('POST /api/v1/messages/send', { headers: { 'x-api-key': 'disabled' }, body: { kind: 'stream', stream } }),
  )

  expect(response).toMatchObject({ status: 403, ...errorCode('account_disabled') })
  expect(stream.listenerCount('data')).toBe(0)
})

test('an announced length over the limit is a 413 before the type is looked at and before anything is read', async () => {
  const headers = { 'x-api-key': 'good', 'content-type': 'text/plain', 'content-length': String(1024 * 1024 + 1) }

  const response = await ask(coreWith(), request('POST /api/v1/messages/send', { headers }))

  expect(response).toMatchObject({ status: 413, ...errorCode('body_too_large') })
})

test('a bulk may be larger than a single message', async () => {
  const sendBulk = async () => ({
    messages: [{ id: 1, to: '201001234567', status: 'queued' as const }],
    isReplayed: false,
  })
  const json = { instance_id: 1, messages: [{ to: '201001234567', text: 'x'.repeat(2 * 1024 * 1024) }] }

  const bulk = await ask(coreWith({ sendBulk }), request('POST /api/v1/messages/send-bulk', { json }))
  const single = await ask(coreWith(), request('POST /api/v1/messages/send', { json }))

  expect(bulk).toMatchObject({ status: 202, body: { value: { queued: 1 } } })
  expect(single?.status).toBe(413)
})

test.each([
  ['', 'empty'],
  ['{', 'not valid JSON'],
  [Buffer.from([0x22, 0xff, 0x22]), 'not valid UTF-8'],
])('body %j is a 400 that says why', async (bytes, words) => {
  const body = { kind: 'stream', stream: Readable.from([Buffer.from(bytes)]) } as const

  const response = await ask(coreWith(), request('POST /api/v1/instances', { body }))

  expect(response).toMatchObject({
    status: 400,
    body: { value: { code: 'malformed_json', error: expect.stringContaining(words) } },
  })
})

test.each([
  ['a parsed object', { name: 'Main' }],
  ['bytes', Buffer.from('{"name":"Main"}')],
  ['text', '{"name":"Main"}'],
])('%s left by the host is read like the stream', async (_name, value) => {
  const create = vi.fn(notStubbed)

  await ask(
    coreWith({ instances: { ...scope().instances, create } }),
    request('POST /api/v1/instances', { body: { kind: 'parsed', value } }),
  )

  expect(create).toHaveBeenCalledExactlyOnceWith({ name: 'Main' })
})

test('a parsed body is checked like one that we read', async () => {
  const value = JSON.parse('{"name":"Main","__proto__":{"isAdmin":true}}')

  const response = await ask(coreWith(), request('POST /api/v1/instances', { body: { kind: 'parsed', value } }))

  expect(response).toMatchObject({ status: 400, body: { value: { error: expect.stringContaining('__proto__') } } })
})

test('an id that cannot be is a 404 without a call', async () => {
  const response = await ask(coreWith(), request('DELETE /api/v1/instances/1e3'))

  expect(response).toMatchObject({ status: 404, ...errorCode('instance_not_found') })
})

test('a fault is answered with 500, logged with its route and without its words', async () => {
  const error = vi.fn()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }
  const usage = async (): Promise<never> => {
    throw new Error('disk of Sara')
  }

  const response = await ask(coreWith({ usage }), request('GET /api/v1/usage'), { logger })

  expect(response).toMatchObject({ status: 500, ...errorCode('internal_error') })
  expect(error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ route: 'GET /usage' }), expect.any(String))
  expect(JSON.stringify([response, error.mock.calls])).not.toContain('Sara')
})

/** A clock that stands still, whose deadlines come at once. */
const impatientClock: Clock = {
  now: () => 0,
  elapsed: () => 0,
  after: (_delayMs, callback) => {
    const timer = setImmediate(callback)
    return () => clearImmediate(timer)
  },
}

test('a request to a core that does not get ready is told to come back', async () => {
  const core = coreWith({}, { ready: () => new Promise(() => undefined) })

  const response = await ask(core, request('GET /api/v1/usage'), { clock: impatientClock })

  expect(response).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^[1-9]/) },
    ...errorCode('starting'),
  })
})

test('a path of the host does not wait for the core', async () => {
  const core = coreWith({}, { ready: () => new Promise(() => undefined) })

  expect(await ask(core, request('GET /orders'))).toBeNull()
})

test.each([
  [new KhabeerError('storage_unusable', 'Not our file.'), 'storage_unusable'],
  [new Error('boom'), 'stopped'],
])('a core that failed to start with %s is a 503', async (cause, code) => {
  const core = coreWith({}, { ready: async () => Promise.reject(cause) })

  expect(await ask(core, request('GET /api/v1/usage'))).toMatchObject({ status: 503, ...errorCode(code) })
})

test('a host may name the account itself', async () => {
  const get = async (id: number) => ({
    id,
    name: 'a',
    plan: { monthlyMessages: null, dailyMessages: null, instances: null },
    timeZone: 'UTC',
    isDisabled: id === 2,
    createdAt: new Date(0),
  })
  const usageOf = { used: 0, limit: null, remaining: null, percentage: 0, resetsAt: new Date(0) }
  const parts = { usage: async () => ({ monthly: usageOf, daily: usageOf }) }
  const core = coreWith(parts, { accounts: { ...coreWith().accounts, get } })
  const asked = request('GET /api/v1/usage', { headers: {} })

  expect(await ask(core, asked, { authorize: () => ({ accountId: 1 }) })).toMatchObject({ status: 200 })
  expect(await ask(core, asked, { authorize: () => ({ accountId: 2 }) })).toMatchObject({ status: 403 })
  expect(await ask(core, asked, { authorize: () => null })).toMatchObject({ status: 401 })
})
