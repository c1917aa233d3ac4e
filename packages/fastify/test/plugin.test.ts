import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { khabeerPlugin } from '@khabeer/fastify'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { FastifyInstance } from 'fastify'
import { fastify } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openEvents } from '../../core/src/testing/http-contract/event-client.ts'

const apiKey = 'a-key-of-the-host-itself'
const headers = { 'x-api-key': apiKey }

let core: Khabeer
let app: FastifyInstance
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'khabeer-plugin-'))
  core = createKhabeer({ storage: sqliteStorage({ file: join(directory, 'khabeer.db') }), apiKey })
  app = fastify()
})
afterEach(async () => {
  await app.close()
  await core.stop()
  await rm(directory, { recursive: true })
})

const usage = '/api/v1/usage'
const json = { ...headers, 'content-type': 'application/json' }

test('its routes are routes of the app, and nothing else is', async () => {
  const seen: string[] = []
  app.addHook('onRoute', ({ method, url, schema }) => void seen.push(`${method} ${url} ${Object.keys(schema ?? {})}`))
  await app.register(khabeerPlugin, { core, prefix: '/wa' })
  await app.ready()

  expect(seen).toContain('POST /wa/api/v1/messages/send summary')
  expect(seen).toContain('GET /wa/api/v1/instances/:id/qr summary')
  expect(app.printRoutes({ commonPrefix: false })).toContain('/wa/api/v1/instances (POST, GET, HEAD)')
  expect(app.printRoutes()).not.toContain('*')
})

test('a page for people is served where the API is', async () => {
  const docs = { write: () => '<p>The API.</p>', script: Buffer.from('show()'), policy: "default-src 'self'" }
  await app.register(khabeerPlugin, { core, docs, prefix: '/wa' })

  expect(await app.inject('/wa/api/v1/docs')).toMatchObject({ statusCode: 200, body: '<p>The API.</p>' })
  expect(await app.inject('/wa/api/v1/docs/page.js')).toMatchObject({ statusCode: 200, body: 'show()' })
  expect(await app.inject('/wa/api/v1/docs/none')).toMatchObject({ statusCode: 404 })
})

test.each([
  ['at the root', undefined, undefined, ''],
  ['under a prefix', '/wa', undefined, '/wa'],
  ['under a prefix with a slash behind it', '/wa/', undefined, '/wa'],
  ['in a scope', undefined, '/shop', '/shop'],
  ['under a prefix in a scope', '/wa', '/shop', '/shop/wa'],
  ['under a prefix with a parameter', '/wa', '/shops/:shop', '/shops/a%20b/wa'],
])('mounted %s, answers name the place', async (_what, prefix, scope, place) => {
  await core.start()
  const plugin = async (inner: FastifyInstance) =>
    void (await inner.register(khabeerPlugin, { core, ...(prefix === undefined ? {} : { prefix }) }))
  await app.register(plugin, { prefix: scope ?? '' })

  const created = await app.inject({
    method: 'POST',
    url: `${place}/api/v1/instances?from=%2F`,
    headers: json,
    payload: { name: 'Main' },
  })
  const refused = await app.inject({ method: 'PUT', url: `${place}/api/v1/instances`, headers })

  expect(created.statusCode).toBe(201)
  expect(created.json().qr_url).toBe(`${place}/api/v1/instances/${created.json().id}/qr`)
  expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
})

test('the app keeps its body parsers, its error handler and its answer to unknown paths', async () => {
  await core.start()
  const onError = vi.fn()
  app.setErrorHandler((error, _request, reply) => {
    onError(error)
    return reply.code(418).send('the app’s own')
  })
  app.setNotFoundHandler((_request, reply) => reply.code(410).send('gone'))
  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  await app.register(khabeerPlugin, { core })
  app.post('/csv', async (request) => request.body)
  app.post('/json', async (request) => request.body)

  const csv = await app.inject({ method: 'POST', url: '/csv', headers: { 'content-type': 'text/csv' }, payload: 'a,b' })
  const good = await app.inject({ method: 'POST', url: '/json', payload: { a: 1 } })
  const bad = await app.inject({ method: 'POST', url: '/json', headers: json, payload: '{' })
  const unknown = await app.inject({ method: 'GET', url: '/api/v1/orders' })
  const ours = await app.inject({ method: 'POST', url: '/api/v1/instances', headers: json, payload: '{' })
  const missing = await app.inject({ method: 'GET', url: '/api/v1/messages/1/2', headers })

  expect([csv.body, good.json(), bad.statusCode, unknown.body]).toEqual(['a,b', { a: 1 }, 418, 'gone'])
  expect([ours.statusCode, ours.json().code]).toEqual([400, 'malformed_json'])
  expect([missing.statusCode, missing.json().code]).toEqual([404, 'not_found'])
  expect(onError).toHaveBeenCalledTimes(1)
})

test('the hooks of the app run for its routes, and an error of theirs is the app’s', async () => {
  await core.start()
  const seen: string[] = []
  app.addHook('onRequest', async ({ url }) => {
    if (url.endsWith('/messages/7')) throw Object.assign(new Error('closed on Fridays'), { statusCode: 451 })
  })
  app.addHook('preHandler', async ({ routeOptions }) => void seen.push(routeOptions.url ?? 'none'))
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('x-length', String(payload).length)
    return payload
  })
  await app.register(khabeerPlugin, { core })

  const good = await app.inject({ url: usage, headers })
  const stopped = await app.inject({ url: '/api/v1/messages/7', headers })

  expect(good.statusCode).toBe(200)
  expect(good.headers['x-length']).toBe(String(good.body.length))
  expect(seen).toEqual([usage])
  expect([stopped.statusCode, stopped.json().message]).toEqual([451, 'closed on Fridays'])
})

test.each(['nonsense', 'application/', 'application/json; charset', ';', 'text/plain'])(
  'a Content-Type that says %s is refused by the API, when its turn comes',
  async (type) => {
    await core.start()
    await app.register(khabeerPlugin, { core })
    const request = { method: 'POST', url: '/api/v1/instances', payload: '{"name":"Main"}' } as const

    const withoutKey = await app.inject({ ...request, headers: { 'content-type': type } })
    const withKey = await app.inject({ ...request, headers: { ...headers, 'content-type': type } })

    expect([withoutKey.statusCode, withoutKey.json().code]).toEqual([401, 'unauthorized'])
    expect(withKey.json()).toMatchObject(
      type.startsWith('application/json') ? { id: 1 } : { code: 'unsupported_media_type' },
    )
  },
)

test('with manageLifecycle the app starts the core and stops it', async () => {
  await app.register(khabeerPlugin, { core, manageLifecycle: true })
  expect(app.khabeer).toBe(core)

  await app.ready()
  expect((await app.inject({ url: usage, headers })).statusCode).toBe(200)
  await app.close()

  await expect(core.usage()).rejects.toMatchObject({ code: 'stopped' })
})

test('without it the core is the host’s to start, and requests wait for it', async () => {
  await app.register(khabeerPlugin, { core })
  const waiting = app.inject({ url: usage, headers })

  await core.start()

  expect((await waiting).statusCode).toBe(200)
  await app.close()
  expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
})

test('a host may keep its own login', async () => {
  await core.start()
  await app.register(khabeerPlugin, {
    core,
    authorize: (request) => (request.headers.cookie === 'login=sara' ? { accountId: core.defaultAccountId } : null),
  })

  expect((await app.inject({ url: usage, headers: { cookie: 'login=sara' } })).statusCode).toBe(200)
  expect((await app.inject({ url: usage })).statusCode).toBe(401)
})

test('what goes wrong is told to the logger of the app', async () => {
  const lines: string[] = []
  const own = fastify({ logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } } })
  await core.start()
  const authorize = () => Promise.reject(new Error('the login is away'))
  await own.register(khabeerPlugin, { core, authorize })

  const response = await own.inject({ url: usage, headers })
  await own.close()

  expect([response.statusCode, response.json().code]).toEqual([500, 'internal_error'])
  expect(lines.join()).toContain('A request could not be served')
})

test('work for a client that went away is called off', async () => {
  await core.start()
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
  const own = fastify({ forceCloseConnections: true })
  await own.register(khabeerPlugin, { core: endless })
  const origin = await own.listen({ port: 0, host: '127.0.0.1' })
  const client = new AbortController()
  const response = fetch(`${origin}/api/v1/instances/${id}/qr`, { headers, signal: client.signal })
  const signal = await asked
  const calledOff = signal && once(signal, 'abort')

  client.abort()

  await expect(response).rejects.toThrow()
  await calledOff
  expect(signal?.aborted).toBe(true)
  await own.close()
})

test('an app that is closed ends the streams that it serves, and waits for no client', async () => {
  await core.start()
  await app.register(khabeerPlugin, { core })
  const stream = await openEvents(`${await app.listen({ port: 0, host: '127.0.0.1' })}/api/v1/events`, headers)

  await app.close()

  expect([stream.status, await stream.ended()]).toEqual([200, true])
})
