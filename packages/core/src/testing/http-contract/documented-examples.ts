import assert from 'node:assert/strict'
import { linkInstance, newCustomer, newInstance, untilCode } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId, expectTime, toBody, variesBy } from './expect.ts'
import type { Check } from './harness.ts'

/** Every example of the documented page, as it stands there. */
export const documentedExamples: Readonly<Record<string, Check>> = {
  'send: the documented request is queued with an id': async (harness) => {
    const customer = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)

    const answer = await ask(harness, 'POST /api/v1/messages/send', {
      key: customer.key,
      json: { instance_id, to: '201001234567', type: 'text', text: 'Hello from the API 👋' },
    })

    const body = expectBody(answer, 202)
    expectId(body.id)
    assert.equal(body.status, 'queued')
  },

  'send-bulk: the documented request is queued, one id per message and in order': async (harness) => {
    const customer = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)

    const answer = await ask(harness, 'POST /api/v1/messages/send-bulk', {
      key: customer.key,
      json: {
        instance_id,
        messages: [
          { to: '201001234567', text: 'Hi Ahmed' },
          { to: '201009999999', text: 'Hi Sara' },
        ],
      },
    })

    const body = expectBody(answer, 202)
    assert.equal(body.queued, 2)
    assert.ok(Array.isArray(body.messages))
    const messages = body.messages.map(toBody)
    assert.deepEqual(
      messages.map(({ to, status }) => ({ to, status })),
      [
        { to: '201001234567', status: 'queued' },
        { to: '201009999999', status: 'queued' },
      ],
    )
    const [first, second] = messages.map(({ id }) => expectId(id))
    assert.ok(first !== undefined && second !== undefined && first < second)
  },

  'message: a queued one has the documented fields': async (harness) => {
    const customer = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)
    const sent = await ask(harness, 'POST /api/v1/messages/send', {
      key: customer.key,
      json: { instance_id, to: '201001234567', text: 'Hello' },
    })
    const id = expectId(expectBody(sent, 202).id)

    const body = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key: customer.key }), 200)

    const { to_phone, type, status, error, sent_at } = body
    assert.deepEqual(
      { id: body.id, to_phone, type, status, error, sent_at },
      { id, to_phone: '201001234567', type: 'text', status: 'queued', error: null, sent_at: null },
    )
    expectTime(body.queued_at)
  },

  'instances: the documented request creates one that waits for its scan': async (harness) => {
    const { key } = await newCustomer(harness)

    const created = await ask(harness, 'POST /api/v1/instances', { key, json: { name: 'Main Store Number' } })

    const body = expectBody(created, 201)
    const id = expectId(body.id)
    assert.equal(body.status, 'waiting_scan')
    assert.equal(body.qr_url, `${harness.prefix}/api/v1/instances/${id}/qr`)
  },

  'instances: the list and the single answer show the same documented fields': async (harness) => {
    const customer = await newCustomer(harness)
    const id = await newInstance(harness, customer)

    const listed = await ask(harness, 'GET /api/v1/instances', { key: customer.key })
    const single = await ask(harness, `GET /api/v1/instances/${id}`, { key: customer.key })

    assert.equal(listed.status, 200)
    const list = listed.json()
    assert.ok(Array.isArray(list))
    assert.equal(list.length, 1)
    for (const body of [toBody(list[0]), expectBody(single, 200)]) {
      const { name, phone, status } = body
      assert.deepEqual(
        { id: body.id, name, phone, status },
        { id, name: 'Main Store Number', phone: null, status: 'waiting_scan' },
      )
      expectTime(body.created_at)
    }
  },

  'qr: a code comes as JSON and as a PNG, and after the scan the number': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)
    const path = `GET /api/v1/instances/${id}/qr`
    await untilCode(harness, customer, id)

    const waiting = await ask(harness, path, { key })
    const image = await ask(harness, `${path}?format=image`, { key })
    const accepted = await ask(harness, path, { key, headers: { accept: 'image/png' } })
    const raw = await ask(harness, `${path}?format=raw`, { key, headers: { accept: 'image/png' } })
    const phone = await linkInstance(harness, customer, id)
    const linked = expectBody(await ask(harness, path, { key }), 200)
    const noImage = await ask(harness, `${path}?format=image`, { key })
    const noCode = await ask(harness, `POST /api/v1/instances/${id}/pairing-code`, { key, json: { phone } })
    const noText = await ask(harness, `${path}?format=raw`, { key })

    const shown = expectBody(waiting, 200)
    assert.equal(shown.status, 'waiting_scan')
    assert.match(String(shown.qr_base64), /^data:image\/png;base64,iVBORw0/)
    for (const picture of [image, accepted]) {
      assert.equal(picture.status, 200)
      assert.equal(picture.headers['content-type'], 'image/png')
      assert.equal(picture.bytes.subarray(1, 4).toString('latin1'), 'PNG')
    }
    assert.equal(raw.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(raw.bytes.toString(), shown.qr_text)
    for (const answer of [waiting, image, accepted, raw]) {
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.deepEqual(variesBy(answer), ['accept', 'origin'])
    }
    assert.deepEqual({ status: linked.status, phone: linked.phone }, { status: 'connected', phone })
    assert.match(expectError(noImage, 404).error, /connected/)
    expectError(noText, 404, 'qr_not_available')
    expectError(noCode, 409, 'already_linked')
  },

  'delete: an instance is gone from every route at once, what it sent and cancelled stays readable': async (
    harness,
  ) => {
    const customer = await newCustomer(harness, { dailyMessages: 10 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const json = { instance_id, to: '201001234567', text: 'Hello' }
    const messageId = expectId(expectBody(await ask(harness, 'POST /api/v1/messages/send', { key, json }), 202).id)

    const deleted = await ask(harness, `DELETE /api/v1/instances/${instance_id}`, { key })

    assert.equal(expectBody(deleted, 200).status, 'disconnected')
    expectError(await ask(harness, `DELETE /api/v1/instances/${instance_id}`, { key }), 404)
    expectError(await ask(harness, `GET /api/v1/instances/${instance_id}`, { key }), 404)
    expectError(await ask(harness, `GET /api/v1/instances/${instance_id}/qr`, { key }), 404)
    expectError(await ask(harness, 'POST /api/v1/messages/send', { key, json }), 404, 'instance_not_found')
    assert.deepEqual((await ask(harness, 'GET /api/v1/instances', { key })).json(), [])
    const message = expectBody(await ask(harness, `GET /api/v1/messages/${messageId}`, { key }), 200)
    assert.equal(message.status, 'cancelled')
    const usage = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
    assert.equal(toBody(usage.daily).used, 0)
  },

  'usage: the numbers of the plan, whole percents rounded down': async (harness) => {
    const customer = await newCustomer(harness, { monthlyMessages: 1000, dailyMessages: 300 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const messages = Array.from({ length: 5 }, () => ({ to: '201001234567', text: 'Hello' }))
    expectBody(await ask(harness, 'POST /api/v1/messages/send-bulk', { key, json: { instance_id, messages } }), 202)

    const body = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)

    const numbers = [body.monthly, body.daily].map(toBody).map(({ used, limit, remaining, percentage }) => {
      return { used, limit, remaining, percentage }
    })
    assert.deepEqual(numbers, [
      { used: 5, limit: 1000, remaining: 995, percentage: 0 },
      { used: 5, limit: 300, remaining: 295, percentage: 1 },
    ])
  },

  'usage: without a limit there is none to show': async (harness) => {
    const { key } = await newCustomer(harness)

    const body = expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)

    for (const part of [body.monthly, body.daily]) {
      const { used, limit, remaining, percentage } = toBody(part)
      assert.deepEqual({ used, limit, remaining, percentage }, { used: 0, limit: null, remaining: null, percentage: 0 })
    }
  },
}
