import { PassThrough, Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope, Khabeer } from '../facade.ts'
import type { Logger } from '../logger.ts'
import type { ApiOptions } from './api.ts'
import { createApi } from './api.ts'
import type { ApiRequest } from './exchange.ts'
import { createRoutes } from './routes.ts'

const notStubbed = async (): Promise<never> => {
  throw new Error('not stubbed')
}

const scope = (parts: Partial<AccountScope> = {}): AccountScope => ({
  send: notStubbed,
  sendBulk: notStubbed,
  messages: {
    get: notStubbed,
    list: notStubbed,
    events: notStubbed,
    cancel: notStubbed,
    cancelQueued: notStubbed,
    retry: notStubbed,
  },
  instances: {
    create: notStubbed,
    list: notStubbed,
    get: notStubbed,
    qr: notStubbed,
    update: notStubbed,
    pairingCode: notStubbed,
    pause: notStubbed,
    resume: notStubbed,
    restart: notStubbed,
    logout: notStubbed,
    clearQueue: notStubbed,
    delete: notStubbed,
  },
  contacts: { check: notStubbed },
  usage: notStubbed,
  ...parts,
})

const identity = { accountId: 7, apiKeyId: 3, scopes: ['manage'], instanceIds: null, expiresAt: null } as const

/** A core with two keys, `good` and `disabled`, and the calls that a test gives it. */
const coreWith = (parts: Partial<AccountScope> = {}, more: Partial<Khabeer> = {}): Khabeer => ({
  ...scope(),
  start: async () => undefined,
  stop: async () => undefined,
  ready: async () => undefined,
  health: async () => ({ isReady: true, reason: null }),
  metrics: {
    read: async () => ({ contentType: 'text/plain', text: 'khabeer_instances_owned 2' }),
    countRequest: () => undefined,
  },
  defaultAccountId: 1,
  account: () => scope(parts),
  accounts: {
    create: notStubbed,
    list: notStubbed,
    get: notStubbed,
    update: notStubbed,
    disable: notStubbed,
    enable: notStubbed,
  },
  apiKeys: {
    create: notStubbed,
    list: notStubbed,
    update: notStubbed,
    rotate: notStubbed,
    revoke: notStubbed,
    authenticate: async (key) =>
      key === 'good' || key === 'disabled' ? { ...identity, isDisabled: key === 'disabled' } : null,
  },
  on: () => () => undefined,
  ...more,
})

const request = (line: string, parts: Partial<ApiRequest> & { json?: unknown } = {}): ApiRequest => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const { json, ...rest } = parts
  return {
    method,
    path,
    prefix: '',
    query,
    headers: { 'x-api-key': 'good', 'content-type': 'application/json' },
    body: { kind: 'stream', stream: Readable.from(json === undefined ? [] : [Buffer.from(JSON.stringify(json))]) },
    signal: new AbortController().signal,
    ...rest,
  }
}

const ask = (core: Khabeer, asked: ApiRequest, options: Partial<ApiOptions> = {}) =>
  createApi({ core, ...options }).handle(asked)

const errorCode = (code: string) => ({ body: { value: expect.objectContaining({ code }) } })

test('the documented example of a send is answered literally, and the rest of the body is passed on as it is', async () => {
  const send = vi.fn(async () => ({ id: 123, to: '201001234567', status: 'queued' as const, isReplayed: false }))
  const json = {
    instance_id: 1,
    to: '201001234567',
    type: 'text',
    text: 'Hello from the API 👋',
    status: 'sent',
    account_id: 2,
  }

  const response = await ask(coreWith({ send }), request('POST /api/v1/messages/send', { json }))

  expect(response).toMatchObject({ status: 202, body: { kind: 'json', value: { id: 123, status: 'queued' } } })
  expect(send).toHaveBeenCalledExactlyOnceWith({
    instanceId: 1,
    to: '201001234567',
    type: 'text',
    text: 'Hello from the API 👋',
    content: undefined,
  })
})

test('the idempotency key of the header is passed on, and a repeated answer says so', async () => {
  const send = vi.fn(async () => ({ id: 123, to: '201001234567', status: 'queued' as const, isReplayed: true }))
  const json = { instance_id: 1, to: '201001234567', text: 'Hi', idempotencyKey: 'not this one' }
  const headers = { 'x-api-key': 'good', 'content-type': 'application/json', 'idempotency-key': 'order 4711' }

  const response = await ask(coreWith({ send }), request('POST /api/v1/messages/send', { json, headers }))

  expect(response).toMatchObject({
    status: 202,
    headers: { 'idempotent-replayed': 'true', 'cache-control': 'no-store' },
    body: { kind: 'json', value: { id: 123, status: 'queued' } },
  })
  expect(send).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ idempotencyKey: 'order 4711' }))
})

test.each(['', 'x'.repeat(256), 'ключ', 'a\tb', ['a', 'b']])('idempotency key %j is refused by name', async (key) => {
  const headers = { 'x-api-key': 'good', 'content-type': 'application/json', 'idempotency-key': key }

  const response = await ask(coreWith(), request('POST /api/v1/instances', { json: { name: 'Shop' }, headers }))

  expect(response).toMatchObject({
    status: 400,
    body: { value: { error: expect.stringMatching(/^Idempotency-Key: must be 1 to 255/), code: 'invalid_request' } },
  })
})

test('a filter is passed on with its numbers, its statuses and the plus that a query string loses', async () => {
  const list = vi.fn(async () => ({ messages: [], nextCursor: null }))
  const core = coreWith({ messages: { ...scope().messages, list } })

  const query = 'instance_id=5&status=failed,expired&status=sent&limit=7&queued_from=2026-11-23T09:00:00+02:00'
  const response = await ask(core, request(`GET /api/v1/messages?${query}`))

  expect(response).toMatchObject({ status: 200, body: { value: { messages: [], next_cursor: null } } })
  expect(list).toHaveBeenCalledExactlyOnceWith({
    instance_id: 5,
    status: ['failed', 'expired', 'sent'],
    limit: 7,
    queued_from: '2026-11-23T09:00:00+02:00',
  })
})

test.each(['GET', 'DELETE'])('%s /messages refuses a parameter that means nothing', async (method) => {
  const response = await ask(coreWith(), request(`${method} /api/v1/messages?instance=5&to=201001234567`))

  expect(response).toMatchObject({
    status: 400,
    body: { value: { error: expect.stringMatching(/^instance: is no parameter .* instance_id, to/) } },
  })
})

test.each([undefined, '1', 1.5, 2 ** 53, null, [1], 0, -1, true])('instance_id %j is refused by name', async (id) => {
  const json = { instance_id: id, to: '201001234567', text: 'Hi' }

  const response = await ask(coreWith(), request('POST /api/v1/messages/send', { json }))

  expect(response).toMatchObject({
    status: 400,
    body: { value: { error: expect.stringContaining('instance_id'), code: 'invalid_request' } },
  })
})

test.each([[[]], ['text'], [7], [null]])('a body of %j is refused', async (json) => {
  const response = await ask(coreWith(), request('POST /api/v1/instances', { json }))

  expect(response).toMatchObject({ status: 400, ...errorCode('invalid_request') })
})

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

test('qr_url carries the place where the host mounted us', async () => {
  const create = async () => ({
    id: 5,
    name: 'Main',
    phone: null,
    status: 'waiting_scan' as const,
    statusReason: null,
    restriction: null,
    heldReason: null,
    heldUntil: null,
    pacing: null,
    metadata: {},
    createdAt: new Date(0),
    connectedAt: null,
    isReplayed: false,
  })
  const core = coreWith({ instances: { ...scope().instances, create } })

  const response = await ask(core, request('POST /api/v1/instances', { prefix: '/wa', json: { name: 'Main' } }))

  expect(response).toMatchObject({
    status: 201,
    body: { value: { id: 5, status: 'waiting_scan', qr_url: '/wa/api/v1/instances/5/qr' } },
  })
})

const qrOf = (parts: object) =>
  coreWith({
    instances: {
      ...scope().instances,
      qr: async () => ({
        status: 'waiting_scan',
        statusReason: null,
        phone: null,
        qr: null,
        expiresAt: null,
        ...parts,
      }),
    },
  })

test('a QR code comes as a data URI and as a PNG', async () => {
  const core = qrOf({ qr: '2@abc', expiresAt: new Date(0) })

  const json = await ask(core, request('GET /api/v1/instances/5/qr'))
  const image = await ask(core, request('GET /api/v1/instances/5/qr?format=image'))

  expect(json).toMatchObject({
    status: 200,
    body: { value: { status: 'waiting_scan', qr_base64: expect.stringMatching(/^data:image\/png;base64,iVBORw0/) } },
  })
  expect(image).toMatchObject({ status: 200, headers: { 'content-type': 'image/png', 'cache-control': 'no-store' } })
  expect(image?.body.kind === 'bytes' && Buffer.from(image.body.bytes).subarray(1, 4).toString()).toBe('PNG')
})

test('a linked number is shown instead of a code', async () => {
  const core = qrOf({ status: 'connected', phone: '201093619140' })

  const json = await ask(core, request('GET /api/v1/instances/5/qr'))
  const image = await ask(core, request('GET /api/v1/instances/5/qr?format=image'))

  expect(json?.body).toEqual({ kind: 'json', value: { status: 'connected', phone: '201093619140' } })
  expect(image).toMatchObject({
    status: 404,
    body: { value: { code: 'qr_not_available', error: expect.stringContaining('connected') } },
  })
})

test('without a code yet qr_base64 is null', async () => {
  const response = await ask(qrOf({}), request('GET /api/v1/instances/5/qr'))

  expect(response).toMatchObject({ status: 200, body: { value: { qr_base64: null, status: 'waiting_scan' } } })
})

test('a format that does not exist is a 400', async () => {
  const response = await ask(qrOf({}), request('GET /api/v1/instances/5/qr?format=svg'))

  expect(response).toMatchObject({ status: 400, body: { value: { error: expect.stringContaining('format') } } })
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

test('every schema of the table can be written as JSON Schema', () => {
  for (const route of createRoutes()) {
    for (const schema of [route.params, route.query, route.body]) {
      if (schema !== undefined) expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('type', 'object')
    }
    expect(z.toJSONSchema(route.response)).toBeTypeOf('object')
  }
})

test('the schema of a send describes the fields that the core judges', () => {
  const body = createRoutes().find((route) => route.path === '/messages/send')?.body ?? z.never()

  expect(z.toJSONSchema(body, { io: 'input' })).toMatchObject({
    required: ['instance_id', 'to'],
    properties: { to: { type: 'string' }, type: { enum: ['text', 'image', 'document'] } },
  })
})

const usage = async () => {
  const each = { used: 45, limit: 500, remaining: 455, percentage: 9, resetsAt: new Date(3_600_000) }
  return { monthly: { ...each, limit: null, remaining: null }, daily: each }
}

test.each([
  ['GET /api/v1/usage', 200],
  ['GET /api/v1/messages/%zz', 400],
  ['GET /api/v1/usage/1', 404],
  ['PUT /api/v1/usage', 405],
])('%s is answered under the id that it came with', async (line, status) => {
  const asked = request(line, { headers: { 'x-api-key': 'good', 'x-request-id': 'order 4711' } })

  expect(await ask(coreWith({ usage }), asked)).toMatchObject({ status, headers: { 'x-request-id': 'order 4711' } })
})

test('a request without an id is given one, which the log of a fault names', async () => {
  const error = vi.fn()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }

  const response = await ask(coreWith(), request('GET /api/v1/usage'), { logger })

  const id = response?.headers['x-request-id']
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ requestId: id }), expect.any(String))
})

/** A clock that a test moves by hand. */
const handClock = () => {
  let now = 0
  const clock: Clock = { now: () => now, elapsed: () => now, after: () => () => undefined }
  return {
    clock,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('a key that asks too often is told when to come back, and then is let in', async () => {
  const { clock, pass } = handClock()
  const { handle } = createApi({ core: coreWith({ usage }), clock, throttle: { requests: 2, perMs: 10_000 } })
  const asked = request('GET /api/v1/usage')

  const first = await handle(asked)
  pass(2_500)
  await handle(asked)
  const refused = await handle(asked)

  expect(first?.headers).toMatchObject({
    'ratelimit-policy': '"requests";q=2;w=10, "daily";q=500',
    ratelimit: '"requests";r=1;t=10, "daily";r=455;t=3600',
  })
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'retry-after': '8', ratelimit: '"requests";r=0;t=8', 'x-request-id': expect.any(String) },
    ...errorCode('too_many_requests'),
  })
  pass(8_000)
  expect(await handle(asked)).toMatchObject({ status: 200 })
})

test('who asks too often is refused before the body is read', async () => {
  const { handle } = createApi({ core: coreWith(), throttle: { requests: 1, perMs: 10_000 } })
  const stream = new PassThrough()
  await handle(request('POST /api/v1/messages/send', { json: {} }))

  const refused = await handle(request('POST /api/v1/messages/send', { body: { kind: 'stream', stream } }))

  expect(refused).toMatchObject({ status: 429, ...errorCode('too_many_requests') })
  expect(stream.listenerCount('data')).toBe(0)
})

test('a throttle can be taken away', async () => {
  const response = await ask(coreWith({ usage }), request('GET /api/v1/usage'), { throttle: false })

  expect(response?.headers.ratelimit).toMatch(/^"daily"/)
})

test('a quota that is used up is told of as a limit, and ends when Retry-After says', async () => {
  const retryAt = 7_200_000
  const details = { limit: 'daily', allowed: 500, remaining: 3, reset_at: '1970-01-01T02:00:00.000Z' }
  const send = async (): Promise<never> => {
    throw new KhabeerError('quota_exceeded', 'Used up.', { details, retryAt })
  }
  const json = { instance_id: 1, to: '201001234567', text: 'Hi' }

  const response = await ask(coreWith({ send }), request('POST /api/v1/messages/send', { json }), handClock())

  expect(response).toMatchObject({
    status: 429,
    headers: {
      'retry-after': '7200',
      'ratelimit-policy': '"requests";q=3000;w=10, "daily";q=500',
      ratelimit: '"requests";r=2999;t=10, "daily";r=3;t=7200',
    },
  })
})

test('health is told without a key, also while nothing else is served', async () => {
  const core = coreWith(
    {},
    { ready: () => new Promise(() => undefined), health: async () => ({ isReady: false, reason: 'starting' }) },
  )
  const error = vi.fn()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }

  const live = await ask(core, request('GET /api/v1/health/live', { headers: {} }))
  const ready = await ask(core, request('GET /api/v1/health/ready', { headers: {} }))
  const away = await ask(
    coreWith({}, { health: async () => ({ isReady: false, reason: 'storage_failed' }) }),
    request('GET /api/v1/health/ready', { headers: {} }),
    { logger },
  )

  expect(live).toMatchObject({ status: 200, body: { value: { status: 'live' } } })
  expect(ready).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^[1-9]/) },
    ...errorCode('starting'),
  })
  expect(away).toMatchObject({ status: 503, ...errorCode('storage_failed') })
  expect(error).not.toHaveBeenCalled()
  expect(await ask(coreWith(), request('GET /api/v1/health/ready', { headers: {} }))).toMatchObject({ status: 200 })
})

const adminKey = 'the-key-of-the-house'

test.each(['GET /api/v1/admin/accounts', 'POST /api/v1/admin/accounts', 'GET /api/v1/admin/nothing'])(
  '%s belongs to the host where nobody may administrate',
  async (line) => {
    expect(await ask(coreWith(), request(line, { headers: { 'x-admin-key': adminKey } }))).toBeNull()
  },
)

test('the routes of admins take the admin key, and no account key', async () => {
  const list = async () => []
  const core = coreWith({}, { accounts: { ...coreWith().accounts, list } })
  const asking = (headers: ApiRequest['headers']) =>
    ask(core, request('GET /api/v1/admin/accounts', { headers }), { adminKey })

  expect(await asking({ 'x-admin-key': adminKey })).toMatchObject({
    status: 200,
    body: { value: { accounts: [], next_cursor: null } },
  })
  for (const headers of [{}, { 'x-api-key': 'good' }, { 'x-api-key': adminKey }, { 'x-admin-key': 'good' }]) {
    expect(await asking(headers)).toMatchObject({ status: 401, ...errorCode('unauthorized') })
  }
})

test('a guard of the host opens the routes of admins', async () => {
  const core = coreWith({}, { accounts: { ...coreWith().accounts, list: async () => [] } })
  const authorizeAdmin = ({ headers }: ApiRequest) => headers.cookie === 'login=root'
  const asking = (cookie: string) =>
    ask(core, request('GET /api/v1/admin/accounts', { headers: { cookie } }), { authorizeAdmin })

  expect(await asking('login=root')).toMatchObject({ status: 200 })
  expect(await asking('login=sara')).toMatchObject({ status: 401 })
})

test('metrics are those of the process for an admin, and those of the account for its key', async () => {
  const core = coreWith({ usage, instances: { ...scope().instances, list: async () => [] } })
  const asking = (headers: ApiRequest['headers']) =>
    ask(core, request('GET /api/v1/metrics', { headers }), { adminKey })
  const textOf = (response: Awaited<ReturnType<typeof asking>>) =>
    response?.body.kind === 'bytes' ? Buffer.from(response.body.bytes).toString() : ''

  const all = await asking({ 'x-admin-key': adminKey })
  const own = await asking({ 'x-api-key': 'good' })

  expect(all).toMatchObject({ status: 200, headers: { 'content-type': expect.stringMatching(/^text\/plain/) } })
  expect(textOf(all)).toBe('khabeer_instances_owned 2')
  expect(own).toMatchObject({ status: 200, headers: { 'content-type': expect.stringMatching(/^text\/plain/) } })
  expect(textOf(own)).toContain('khabeer_quota_used{period="daily"} 45')
  expect(textOf(own)).not.toContain('khabeer_instances_owned')
  expect(await asking({})).toMatchObject({ status: 401 })
})

test('each answer is counted by its route and status', async () => {
  const countRequest = vi.fn()
  const core = coreWith({ usage }, { metrics: { ...coreWith().metrics, countRequest } })

  await ask(core, request('GET /api/v1/usage'))
  await ask(core, request('GET /api/v1/messages/%zz'))
  await ask(core, request('GET /orders'))

  expect(countRequest.mock.calls).toEqual([
    ['GET /usage', 200],
    ['malformed', 400],
  ])
})
