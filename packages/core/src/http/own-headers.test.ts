import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Logger } from '../logger.ts'
import { createApi } from './api.ts'
import { ask, coreWith, errorCode, handClock, request, usage } from './stand-in.ts'

test.each([
  ['GET /api/v1/usage', 200],
  ['GET /api/v1/messages/%zz', 400],
  ['GET /api/v1/usage/1', 404],
  ['PUT /api/v1/usage', 405],
])('%s is answered under the id that it came with', async (line, status) => {
  const asked = request(line, { headers: { 'x-api-key': 'good', 'x-request-id': 'order-4711' } })

  expect(await ask(coreWith({ usage }), asked)).toMatchObject({ status, headers: { 'x-request-id': 'order-4711' } })
})

test('a request without an id is given one, which the log of a fault names', async () => {
  const error = vi.fn()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }

  const response = await ask(coreWith(), request('GET /api/v1/usage'), { logger })

  const id = response?.headers['x-request-id']
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ requestId: id }), expect.any(String))
})

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
