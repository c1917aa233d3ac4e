import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId } from './expect.ts'
import type { Check } from './harness.ts'

const send = 'POST /api/v1/messages/send'
const sendBulk = 'POST /api/v1/messages/send-bulk'
const to = '201001234567'
const far = '2099-01-01T12:00:00+02:00'

/** Which message goes first, and when. */
export const timing: Readonly<Record<string, Check>> = {
  'timing: a message for later is taken with its lane and its times, and shows them': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const fields = { priority: 'high', send_at: far, expires_at: '2099-01-02T00:00:00Z' }

    const id = expectId(
      expectBody(await ask(harness, send, { key, json: { instance_id, to, text: 'Hi', ...fields } }), 202).id,
    )
    const message = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 200)

    assert.equal(message.status, 'queued')
    assert.equal(message.priority, 'high')
    assert.equal(message.send_at, '2099-01-01T10:00:00.000Z')
    assert.equal(message.expires_at, '2099-01-02T00:00:00.000Z')
  },

  'timing: items of a bulk are of the low lane unless they say otherwise': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const messages = [
      { to, text: 'Hi' },
      { to, text: 'Hi', priority: 'normal', ttl_seconds: 60 },
    ]

    const answer = expectBody(await ask(harness, sendBulk, { key, json: { instance_id, messages } }), 202)
    const ids = [...JSON.stringify(answer.messages).matchAll(/"id":(\d+)/gu)].map(([, id]) => id)
    const shown = await Promise.all(ids.map((id) => ask(harness, `GET /api/v1/messages/${id}`, { key })))

    assert.deepEqual(
      shown.map((each) => expectBody(each, 200).priority),
      ['low', 'normal'],
    )
  },

  'timing: what cannot be is refused with what to write': async (harness) => {
    const { key } = await newCustomer(harness)
    const refused: readonly (readonly [object, RegExp])[] = [
      [{ priority: 'urgent' }, /priority.*high, normal, low/u],
      [{ send_at: 'tomorrow' }, /send_at.*ISO 8601/u],
      [{ send_at: '2099-01-01T12:00:00' }, /send_at.*offset/u],
      [{ expires_at: 1_900_000_000 }, /expires_at.*ISO 8601/u],
      [{ ttl_seconds: 0 }, /ttl_seconds.*whole number/u],
      [{ ttl_seconds: 60, expires_at: far }, /ttl_seconds.*expires_at/u],
      [{ send_at: far, expires_at: '2098-01-01T00:00:00Z' }, /expires_at.*later than send_at/u],
    ]

    for (const [fields, words] of refused) {
      const answer = await ask(harness, send, { key, json: { instance_id: 1, to, text: 'Hi', ...fields } })
      const { error } = expectError(answer, 400, 'invalid_request')
      assert.match(error, words)
    }
  },
}
