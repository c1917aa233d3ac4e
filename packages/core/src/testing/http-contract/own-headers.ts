import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import type { Answer } from './client.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectRetryAfter } from './expect.ts'
import type { Check } from './harness.ts'

/** Reads what is left of a limit, and for how many seconds. */
const leftOf = (answer: Answer, name: string): { readonly remaining: number; readonly seconds: number } => {
  const [, remaining, seconds] =
    new RegExp(`"${name}";r=(\\d+);t=(\\d+)`, 'u').exec(String(answer.headers.ratelimit)) ?? []
  assert.ok(remaining !== undefined && seconds !== undefined, `${name} in RateLimit: ${answer.headers.ratelimit}`)
  return { remaining: Number(remaining), seconds: Number(seconds) }
}

/** The headers that our answers have beside what they answer. */
export const ownHeaders: Readonly<Record<string, Check>> = {
  'x-request-id: every answer of ours repeats the one that came, whatever the answer is': async (harness) => {
    const { key } = await newCustomer(harness)
    const headers = { 'x-request-id': 'order-4711_b.c' }
    const rows = [
      ['GET /api/v1/usage', 200],
      ['GET /api/v1/instances/999999999', 404],
      ['GET /api/v1/usage/1', 404],
      ['PUT /api/v1/usage', 405],
      ['POST /api/v1/instances', 415],
    ] as const

    for (const [line, status] of rows) {
      const answer = await ask(harness, line, { key, headers })
      expectBody(answer, status)
      assert.equal(answer.headers['x-request-id'], headers['x-request-id'], line)
    }
    const refused = await ask(harness, 'GET /api/v1/usage', { headers })
    expectError(refused, 401)
    assert.equal(refused.headers['x-request-id'], headers['x-request-id'])
  },

  'x-request-id: without one, or with one that no log should hold, an answer has a new one': async (harness) => {
    const { key } = await newCustomer(harness)

    const ids = []
    for (const headers of [{}, {}, { 'x-request-id': 'x'.repeat(129) }, { 'x-request-id': 'to 201001234567' }]) {
      const answer = await ask(harness, 'GET /api/v1/usage', { key, headers })
      ids.push(answer.headers['x-request-id'])
    }

    for (const id of ids) assert.match(String(id), /^[0-9a-f-]{36}$/u)
    assert.equal(new Set(ids).size, ids.length)
  },

  'limits: every answer to a key says how many requests are left, and no other answer does': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer

    const first = await ask(harness, 'GET /api/v1/instances', { key })
    const second = await ask(harness, 'GET /api/v1/instances/999999999', { key })
    const stranger = await ask(harness, 'GET /api/v1/usage')

    expectError(second, 404)
    assert.match(String(first.headers['ratelimit-policy']), /^"requests";q=\d+;w=\d+$/u)
    assert.ok(leftOf(first, 'requests').seconds >= 1)
    assert.ok(leftOf(second, 'requests').remaining < leftOf(first, 'requests').remaining)
    assert.equal(stranger.headers.ratelimit, undefined)
  },

  'limits: usage tells of the quota as of every limit, and so does a refusal': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 2, monthlyMessages: null })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const json = { instance_id, to: '201001234567', text: 'Hi' }
    const send = () => ask(harness, 'POST /api/v1/messages/send', { key, json })
    await send()

    const usage = await ask(harness, 'GET /api/v1/usage', { key })
    await send()
    const refused = await send()

    assert.match(String(usage.headers['ratelimit-policy']), /, "daily";q=2$/u)
    assert.equal(leftOf(usage, 'daily').remaining, 1)
    const { details } = expectError(refused, 429, 'quota_exceeded')
    assert.deepEqual([details.limit, details.allowed, details.remaining], ['daily', 2, 0])
    assert.equal(leftOf(refused, 'daily').remaining, 0)
    assert.equal(leftOf(refused, 'daily').seconds, expectRetryAfter(refused))
  },
}
