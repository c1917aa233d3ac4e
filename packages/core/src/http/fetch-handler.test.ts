import { expect, test } from 'vitest'
import type { Api } from './api.ts'
import type { ApiRequest, ApiResponse } from './exchange.ts'
import { toFetchHandler } from './fetch-handler.ts'
import { jsonHeaders } from './json-headers.ts'

const answer: ApiResponse = { status: 200, headers: jsonHeaders, body: { kind: 'json', value: { name: 'متجر' } } }

/** An API that keeps what it is asked, and has one place of its own. */
const createFakeApi = (response = answer) => {
  const asked: ApiRequest[] = []
  const api: Api = {
    routes: [],
    places: ['/api/v1/messages'],
    endStreams: () => undefined,
    handle: async (request) => {
      asked.push(request)
      return request.path.startsWith('/api/v1/messages') ? response : null
    },
  }
  return { api, asked }
}

test.each([
  ['nothing', undefined, 'http://shop.test', ''],
  ['an empty prefix', '', 'http://shop.test', ''],
  ['a slash', '/', 'http://shop.test', ''],
  ['a path', '/wa', 'http://shop.test/wa', '/wa'],
  ['a path with a slash behind it', '/wa/', 'http://shop.test/wa', '/wa'],
  ['a word', 'wa', 'http://shop.test/wa', '/wa'],
  ['several words', '/shop/wa', 'http://shop.test/shop/wa', '/shop/wa'],
])('mounted at %s, it finds the path below', async (_what, written, place, prefix) => {
  const { api, asked } = createFakeApi()

  await toFetchHandler(api, { prefix: written })(new Request(`${place}/api/v1/messages/%D9%A7?limit=2&a=%20`))

  expect(asked).toMatchObject([{ method: 'GET', prefix, path: '/api/v1/messages/%D9%A7', query: 'limit=2&a=%20' }])
})

test('an answer says its type and its length in bytes', async () => {
  const response = await toFetchHandler(createFakeApi().api)(new Request('http://shop.test/api/v1/messages/1'))

  expect(await response.json()).toEqual({ name: 'متجر' })
  expect(Object.fromEntries(response.headers)).toEqual({ ...jsonHeaders, 'content-length': '19' })
})

test('bytes are answered as they are', async () => {
  const { api } = createFakeApi({ ...answer, body: { kind: 'bytes', bytes: Uint8Array.of(0, 255, 13, 10) } })

  const response = await toFetchHandler(api)(new Request('http://shop.test/api/v1/messages/1'))

  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 13, 10])
})

test('HEAD has the headers of GET and no body', async () => {
  const handle = toFetchHandler(createFakeApi().api)

  const response = await handle(new Request('http://shop.test/api/v1/messages/1', { method: 'HEAD' }))

  expect(response.body).toBeNull()
  expect(response.headers.get('content-length')).toBe('19')
})

test.each(['/', '/api/v1/orders', '/wa', '/wa/', '/wages/api/v1/messages/1', '/api/v1/messages/1'])(
  'a path that is none of the API’s is a JSON 404: %s',
  async (path) => {
    const response = await toFetchHandler(createFakeApi().api, { prefix: '/wa' })(
      new Request(`http://shop.test${path}`),
    )

    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: expect.any(String), code: 'not_found' })
  },
)

test('a host may answer such a path itself, from a body that is unread', async () => {
  const handle = toFetchHandler(createFakeApi().api, {
    otherwise: async (request) => new Response(`read: ${await request.text()}`),
  })

  const response = await handle(new Request('http://shop.test/orders', { method: 'POST', body: 'two pairs' }))

  expect(await response.text()).toBe('read: two pairs')
})

test('a body comes as a stream, however often it is looked at; without one the stream is empty', async () => {
  const { api, asked } = createFakeApi()
  const handle = toFetchHandler(api)
  const url = 'http://shop.test/api/v1/messages/send'
  await handle(new Request(url, { method: 'POST', body: '{"a":1}' }))
  await handle(new Request(url, { method: 'POST' }))

  const texts = []
  for (const { body } of asked) {
    if (body.kind !== 'stream') throw new Error('no stream')
    const chunks = []
    for await (const chunk of body.stream) chunks.push(chunk)
    texts.push(Buffer.concat(chunks).toString())
  }

  expect(texts).toEqual(['{"a":1}', ''])
})

test('the request’s own signal, its headers and its address are passed on', async () => {
  const { api, asked } = createFakeApi()
  const client = new AbortController()
  const request = new Request('http://shop.test/api/v1/messages/1', {
    headers: { 'X-API-Key': 'key', 'x-forwarded-for': '192.0.2.1' },
    signal: client.signal,
  })

  await toFetchHandler(api, {
    remoteAddress: ({ headers }) => headers.get('x-forwarded-for') ?? undefined,
  })(request)
  client.abort()

  expect(asked[0]).toMatchObject({ headers: { 'x-api-key': 'key' }, remoteAddress: '192.0.2.1', source: request })
  expect(asked[0]?.signal.aborted).toBe(true)
})
