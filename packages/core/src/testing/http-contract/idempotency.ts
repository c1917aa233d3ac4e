import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import type { Answer } from './client.ts'
import { ask } from './client.ts'
import { expectBody, expectError, toBody } from './expect.ts'
import type { Check } from './harness.ts'

const send = 'POST /api/v1/messages/send'
const sendBulk = 'POST /api/v1/messages/send-bulk'
const create = 'POST /api/v1/instances'
const item = { to: '201001234567', text: 'Hello' }
const keyed = (key: string) => ({ 'idempotency-key': key })

/** Fails unless an answer is the earlier one again, and says so. */
const expectReplay = (again: Answer, first: Answer): void => {
  assert.equal(again.status, first.status)
  assert.equal(again.bytes.toString(), first.bytes.toString())
  assert.equal(first.headers['idempotent-replayed'], undefined)
  assert.equal(again.headers['idempotent-replayed'], 'true')
}

/** A repeated request is the same request. */
export const idempotency: Readonly<Record<string, Check>> = {
  'idempotency: a repeated request gets the same answer, byte for byte, and does nothing': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 3, instances: 2 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const calls: readonly (readonly [line: string, json: unknown, respelled: unknown])[] = [
      [send, { instance_id, ...item }, { ...item, to: '+20 100 123 4567', type: 'text', instance_id }],
      [
        sendBulk,
        { instance_id, messages: [item, item] },
        { messages: [item, { ...item, priority: 'low' }], instance_id },
      ],
      [create, { name: 'Second' }, { name: ' Second ' }],
    ]

    for (const [line, json, respelled] of calls) {
      const headers = keyed(`order 4711: ${line}`)
      const first = await ask(harness, line, { key, json, headers })
      assert.ok(first.status === 202 || first.status === 201, first.bytes.toString())
      expectReplay(await ask(harness, line, { key, json, headers }), first)
      expectReplay(await ask(harness, line, { key, json: respelled, headers }), first)
    }

    const usage = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
    assert.equal(toBody(usage.daily).used, 3)
  },

  'idempotency: twins that are underway together get one answer': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 1, instances: 2 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)

    for (const [line, json] of [
      [send, { instance_id, ...item }],
      [create, { name: 'Second' }],
    ] as const) {
      const twins = await Promise.all(
        Array.from({ length: 5 }, () => ask(harness, line, { key, json, headers: keyed(`twins of ${line}`) })),
      )
      assert.equal(new Set(twins.map(({ status, bytes }) => `${status} ${bytes}`)).size, 1)
      assert.ok((twins[0]?.status ?? 0) < 300, twins[0]?.bytes.toString())
      assert.equal(twins.filter(({ headers }) => headers['idempotent-replayed'] === undefined).length, 1)
    }
  },

  'idempotency: one key with another body, or on another route, is a 422': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const headers = keyed('order-4711')
    expectBody(await ask(harness, send, { key, json: { instance_id, ...item }, headers }), 202)

    for (const [line, json] of [
      [send, { instance_id, ...item, text: 'Another' }],
      [send, { instance_id, ...item, priority: 'high' }],
      [sendBulk, { instance_id, messages: [item] }],
      [create, { name: 'Second' }],
    ] as const) {
      expectError(await ask(harness, line, { key, json, headers }), 422, 'idempotency_key_reused')
    }
  },

  'idempotency: a key belongs to the account, whichever of its API keys asks': async (harness) => {
    const customer = await newCustomer(harness)
    const { key: secondKey } = await harness.core.apiKeys.create({ accountId: customer.accountId })
    const stranger = await newCustomer(harness)
    const headers = keyed('order-4711')
    const json = { instance_id: await newInstance(harness, customer), ...item }
    const theirs = { instance_id: await newInstance(harness, stranger), ...item, text: 'Theirs' }

    const first = await ask(harness, send, { key: customer.key, json, headers })
    const foreign = await ask(harness, send, { key: stranger.key, json: theirs, headers })

    expectReplay(await ask(harness, send, { key: secondKey, json, headers }), first)
    assert.notEqual(expectBody(foreign, 202).id, expectBody(first, 202).id)
    assert.equal(foreign.headers['idempotent-replayed'], undefined)
  },

  'idempotency: a refused request leaves its key free': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 0 })
    const { accountId, key } = customer
    const json = { instance_id: await newInstance(harness, customer), ...item }
    const headers = keyed('order-4711')
    expectError(await ask(harness, send, { key, json: { ...json, to: 'Ahmed' }, headers }), 400)
    expectError(await ask(harness, send, { key, json, headers }), 429)
    await harness.core.accounts.update(accountId, { plan: { dailyMessages: 1 } })

    const answer = await ask(harness, send, { key, json, headers })

    expectBody(answer, 202)
    assert.equal(answer.headers['idempotent-replayed'], undefined)
  },

  'idempotency: a key that cannot be is refused with what to write': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)

    for (const [line, json] of [
      [send, { instance_id, ...item }],
      [sendBulk, { instance_id, messages: [item] }],
      [create, { name: 'Second' }],
    ] as const) {
      for (const bad of ['', 'x'.repeat(256), 'caf\u00e9', 'a\tb']) {
        const answer = await ask(harness, line, { key, json, headers: keyed(bad) })
        const { error } = expectError(answer, 400, 'invalid_request')
        assert.match(error, /Idempotency-Key.*1 to 255 printable ASCII/)
      }
      expectBody(
        await ask(harness, line, { key, json, headers: keyed(`${line}${'~'.repeat(255)}`.slice(0, 255)) }),
        line === create ? 201 : 202,
      )
    }
  },
}
