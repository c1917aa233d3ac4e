import assert from 'node:assert/strict'
import { createApiKey } from '../../accounts/api-key.ts'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId, expectRetryAfter, toBody } from './expect.ts'
import type { Check } from './harness.ts'
import { documentedRoutes } from './routes.ts'

const send = 'POST /api/v1/messages/send'
const sendBulk = 'POST /api/v1/messages/send-bulk'
const item = { to: '201001234567', text: 'Hello' }

/** Every error that the documented page promises, where it promises it. */
export const documentedErrors: Readonly<Record<string, Check>> = {
  '401: no route answers without a key or with one that was never given out': async (harness) => {
    for (const { line, json } of documentedRoutes) {
      for (const key of [undefined, '']) expectError(await ask(harness, line, { key, json }), 401, 'unauthorized')
    }
    // Few, because wrong ones are counted.
    for (const key of ['wrong', `khb_${'A'.repeat(43)}`, createApiKey()]) {
      expectError(await ask(harness, 'GET /api/v1/usage', { key }), 401, 'unauthorized')
    }
  },

  '401: a revoked key ends at once': async (harness) => {
    const { accountId, key } = await newCustomer(harness)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)

    const [apiKey] = await harness.core.apiKeys.list(accountId)
    await harness.core.apiKeys.revoke(expectId(apiKey?.id), accountId)

    expectError(await ask(harness, 'GET /api/v1/usage', { key }), 401, 'unauthorized')
  },

  '403: no route answers a disabled account, and all do once it is enabled': async (harness) => {
    const { accountId, key } = await newCustomer(harness)
    await harness.core.accounts.disable(accountId)

    for (const { line, json } of documentedRoutes) {
      expectError(await ask(harness, line, { key, json }), 403, 'account_disabled')
    }
    await harness.core.accounts.enable(accountId)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },

  '403: one instance more than the plan has': async (harness) => {
    const customer = await newCustomer(harness, { instances: 1 })
    await newInstance(harness, customer)

    const answer = await ask(harness, 'POST /api/v1/instances', { key: customer.key, json: { name: 'Second' } })

    const { error } = expectError(answer, 403, 'instance_limit_reached')
    assert.match(error, /^The plan allows no more than 1 instance\. /)
  },

  '404: ids that do not exist': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const { line, json } of documentedRoutes) {
      if (/999999999|messages\/send|contacts/.test(line)) expectError(await ask(harness, line, { key, json }), 404)
    }
  },

  '404: what belongs to another account is answered byte for byte like what does not exist': async (harness) => {
    const owner = await newCustomer(harness)
    const instanceId = await newInstance(harness, owner)
    const json = { instance_id: instanceId, ...item }
    const messageId = expectId(expectBody(await ask(harness, send, { key: owner.key, json }), 202).id)
    const { key } = await newCustomer(harness)

    const missing = 987_654_321
    const pairs: readonly (readonly [line: (id: number) => string, id: number, body?: (id: number) => unknown])[] = [
      [(id) => `GET /api/v1/messages/${id}`, messageId],
      [(id) => `GET /api/v1/messages/${id}/events`, messageId],
      [(id) => `POST /api/v1/messages/${id}/cancel`, messageId],
      [(id) => `POST /api/v1/messages/${id}/retry`, messageId],
      [(id) => `GET /api/v1/instances/${id}`, instanceId],
      [(id) => `GET /api/v1/instances/${id}/qr`, instanceId],
      [(id) => `DELETE /api/v1/instances/${id}`, instanceId],
      [(id) => `PATCH /api/v1/instances/${id}`, instanceId, () => ({ name: 'Mine', pacing: null, metadata: {} })],
      [(id) => `POST /api/v1/instances/${id}/pause`, instanceId],
      [(id) => `POST /api/v1/instances/${id}/resume`, instanceId],
      [(id) => `POST /api/v1/instances/${id}/restart`, instanceId],
      [(id) => `POST /api/v1/instances/${id}/logout`, instanceId],
      [(id) => `POST /api/v1/instances/${id}/pairing-code`, instanceId, () => ({ phone: item.to })],
      [() => 'POST /api/v1/contacts/check', instanceId, (id) => ({ instance_id: id, phones: [item.to] })],
      [() => send, instanceId, (id) => ({ instance_id: id, ...item })],
      [() => sendBulk, instanceId, (id) => ({ instance_id: id, messages: [item] })],
    ]
    for (const [line, id, body] of pairs) {
      const foreign = await ask(harness, line(id), { key, json: body?.(id) })
      const absent = await ask(harness, line(missing), { key, json: body?.(missing) })
      expectError(foreign, 404)
      assert.equal(absent.status, 404)
      const named = new RegExp(`\\b(${id}|${missing})\\b`, 'g')
      assert.equal(foreign.bytes.toString().replace(named, 'ID'), absent.bytes.toString().replace(named, 'ID'))
    }
    expectBody(await ask(harness, `GET /api/v1/instances/${instanceId}`, { key: owner.key }), 200)
  },

  '429: the daily and the monthly limit, named, with the time of the reset': async (harness) => {
    for (const limit of ['daily', 'monthly'] as const) {
      const customer = await newCustomer(harness, { [`${limit}Messages`]: 1 })
      const { key } = customer
      const json = { instance_id: await newInstance(harness, customer), ...item }
      expectBody(await ask(harness, send, { key, json }), 202)

      const answer = await ask(harness, send, { key, json })

      const { details } = expectError(answer, 429, 'quota_exceeded')
      assert.equal(details.limit, limit)
      const resetInMs = Date.parse(String(details.reset_at)) - Date.now()
      assert.ok(expectRetryAfter(answer) * 1000 >= resetInMs - 1000, 'the first retry comes after the reset')
    }
  },

  '429: a bulk that does not fit queues nothing': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 2 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)

    const answer = await ask(harness, sendBulk, { key, json: { instance_id, messages: [item, item, item] } })

    expectError(answer, 429, 'quota_exceeded')
    expectRetryAfter(answer)
    const usage = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
    assert.equal(toBody(usage.daily).used, 0)
    expectBody(await ask(harness, sendBulk, { key, json: { instance_id, messages: [item, item] } }), 202)
  },

  '400: a missing field is named': async (harness) => {
    const { key } = await newCustomer(harness)
    const rows: readonly (readonly [line: string, json: unknown, field: RegExp])[] = [
      [send, { to: '201001234567', text: 'Hello' }, /instance_id/],
      [send, { instance_id: 1, text: 'Hello' }, /\bto\b/],
      [send, { instance_id: 1, to: '201001234567' }, /text/],
      [send, { instance_id: 1, to: '201001234567', type: 'image' }, /content/],
      [send, { instance_id: 1, to: '201001234567', type: 'image', content: {} }, /url/],
      [send, { instance_id: 1, to: '201001234567', type: 'sticker', text: 'Hello' }, /type/],
      [sendBulk, { messages: [item] }, /instance_id/],
      [sendBulk, { instance_id: 1 }, /messages/],
      ['POST /api/v1/instances', {}, /name/],
      ['POST /api/v1/instances', { name: '' }, /name/],
      ['POST /api/v1/instances', { name: 'x'.repeat(101) }, /name/],
      ['POST /api/v1/instances', { name: 7 }, /name/],
    ]

    for (const [line, json, field] of rows) {
      assert.match(expectError(await ask(harness, line, { key, json }), 400).error, field)
    }
  },

  '400: instance_id is a JSON integer and nothing else': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const instance_id of ['1', 1.5, 2 ** 53, null, [1], {}, true, 0, -1]) {
      for (const [line, rest] of [
        [send, item],
        [sendBulk, { messages: [item] }],
      ] as const) {
        const answer = await ask(harness, line, { key, json: { instance_id, ...rest } })
        assert.match(expectError(answer, 400, 'invalid_request').error, /instance_id/)
      }
    }
  },

  '400: a bulk names every bad item by index and queues nothing': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 10 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const messages = [item, { to: '0100', text: 'x' }, item, { to: '201001234567' }, 7, { ...item, type: 'fax' }]

    const answer = await ask(harness, sendBulk, { key, json: { instance_id, messages } })

    const { error, details } = expectError(answer, 400, 'invalid_request')
    for (const index of [1, 3, 4, 5]) assert.match(error, new RegExp(`\\b${index}\\b`))
    assert.ok(Array.isArray(details.problems))
    const indexes = new Set(details.problems.map((problem) => toBody(problem).index))
    assert.deepEqual(indexes, new Set([1, 3, 4, 5]))
    const usage = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
    assert.equal(toBody(usage.daily).used, 0)
  },

  '400: a bulk of none, of more than a hundred, or of no list': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)

    for (const messages of [[], Array.from({ length: 101 }, () => item), {}, 'all', null]) {
      const answer = await ask(harness, sendBulk, { key, json: { instance_id, messages } })
      assert.match(expectError(answer, 400, 'invalid_request').error, /messages/)
    }
    const hundred = { instance_id, messages: Array.from({ length: 100 }, () => item) }
    assert.equal(expectBody(await ask(harness, sendBulk, { key, json: hundred }), 202).queued, 100)
  },
}
