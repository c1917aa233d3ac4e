import { expect, test, vi } from 'vitest'
import { ask, coreWith, errorCode, request, scope } from '../stand-in.ts'

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
