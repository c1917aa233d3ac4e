import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import { ask, askHost } from './client.ts'
import { expectBody, expectError, variesBy } from './expect.ts'
import type { Check } from './harness.ts'

/** How the API and its host live beside each other. */
export const hosting: Readonly<Record<string, Check>> = {
  "host: a path that is not the API's reaches the host, with any method and no key": async (harness) => {
    const orders = await ask(harness, 'GET /api/v1/orders')

    assert.deepEqual(expectBody(orders, 200), { orders: [] })
    for (const line of ['POST /api/v1/orders', 'GET /api/v1', 'GET /api/v2/usage', 'DELETE /', 'GET /api/v1/%zz']) {
      const answer = await ask(harness, line)
      assert.doesNotMatch(answer.bytes.toString(), /"code":"[a-z]/, line)
    }
  },

  'host: its own JSON routes still get their bodies': async (harness) => {
    const body = { text: 'for the host' }

    assert.deepEqual(expectBody(await askHost(harness, 'POST /echo', { json: body }), 200), body)
  },

  'host: the headers that it sets stay on our answers, good and bad': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const asking of [{ key }, {}]) {
      const answer = await ask(harness, 'GET /api/v1/usage', asking)
      assert.equal(answer.headers['x-host'], 'here')
      assert.deepEqual(variesBy(answer), ['origin'])
    }
  },

  'http: no answer may be cached, and each says its length': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const line of ['GET /api/v1/usage', 'GET /api/v1/messages/1', 'GET /api/v1/messages/1/2']) {
      const answer = await ask(harness, line, { key })
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.equal(Number(answer.headers['content-length']), answer.bytes.length)
    }
  },

  'http: HEAD is GET without its body': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const id = await newInstance(harness, customer)

    for (const path of [
      '/api/v1/usage',
      '/api/v1/instances',
      '/api/v1/messages',
      `/api/v1/instances/${id}`,
      '/api/v1/messages/999999999',
    ]) {
      const get = await ask(harness, `GET ${path}`, { key })
      const head = await ask(harness, `HEAD ${path}`, { key })
      assert.equal(head.status, get.status)
      assert.equal(head.headers['content-type'], get.headers['content-type'])
      assert.equal(head.headers['content-length'], get.headers['content-length'])
      assert.equal(head.bytes.length, 0)
    }
  },

  'http: what is no id in a path is a 404': async (harness) => {
    const { key } = await newCustomer(harness)
    const ids = ['0', '-1', '1.5', '1e3', '2147483648', '9007199254740992', '9223372036854775808', '0x1', '%201', '%00']

    for (const id of [...ids, '..%2f..%2fusage', 'abc', '%D9%A7']) {
      expectError(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 404)
      expectError(await ask(harness, `DELETE /api/v1/instances/${id}`, { key }), 404)
    }
  },
}
