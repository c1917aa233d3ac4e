import assert from 'node:assert/strict'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError } from './expect.ts'
import type { Check } from './harness.ts'
import { documentedRoutes } from './routes.ts'

const send = 'POST /api/v1/messages/send'
const text = { 'content-type': 'text/plain' }

/** Which answer comes when several apply: route, key, account, body, id, plan. */
export const answerOrder: Readonly<Record<string, Check>> = {
  'order: an unknown route is a 404 and a wrong method a 405 before the key is looked at': async (harness) => {
    for (const line of ['GET /api/v1/messages/1/2', 'POST /api/v1/usage/1', 'GET /api/v1/instances/1/qr/2']) {
      expectError(await ask(harness, line), 404, 'not_found')
    }
    for (const { line, allow } of documentedRoutes) {
      const path = line.split(' ')[1]
      for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE'].filter((each) => !allow.includes(each))) {
        const answer = await ask(harness, `${method} ${path}`)
        expectError(answer, 405, 'method_not_allowed')
        assert.equal(answer.headers.allow, allow)
      }
    }
  },

  'order: a method in a header is no method': async (harness) => {
    const { key } = await newCustomer(harness)
    const headers = { 'x-http-method-override': 'DELETE' }

    expectError(await ask(harness, 'POST /api/v1/instances/1', { key, headers }), 405)
  },

  'order: the key comes before the body': async (harness) => {
    expectError(await ask(harness, send, { raw: 'no JSON', headers: text }), 401)
    expectError(await ask(harness, send, { json: {} }), 401)
  },

  'order: the account comes before the body': async (harness) => {
    const { accountId, key } = await newCustomer(harness)
    await harness.core.accounts.disable(accountId)

    expectError(await ask(harness, send, { key, raw: 'no JSON', headers: text }), 403)
    expectError(await ask(harness, send, { key, json: {} }), 403)
  },

  'order: the body comes before the id, and the id before the plan': async (harness) => {
    const customer = await newCustomer(harness, { dailyMessages: 0, instances: 1 })
    const { key } = customer
    const instance_id = await newInstance(harness, customer)

    expectError(await ask(harness, send, { key, json: { instance_id: 999_999_999, to: '0' } }), 400)
    const absent = { instance_id: 999_999_999, to: '201001234567', text: 'Hello' }
    expectError(await ask(harness, send, { key, json: absent }), 404, 'instance_not_found')
    expectError(await ask(harness, send, { key, json: { ...absent, instance_id } }), 429)
    expectError(await ask(harness, 'POST /api/v1/instances', { key, json: {} }), 400)
    expectError(await ask(harness, 'POST /api/v1/instances', { key, json: { name: 'Second' } }), 403)
  },

  'order: a body that a route does not take is not looked at': async (harness) => {
    const { key } = await newCustomer(harness)

    const answer = await ask(harness, 'GET /api/v1/usage', { key, raw: 'no JSON', headers: text })

    expectBody(answer, 200)
  },
}
