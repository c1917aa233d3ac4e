import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { newCustomer, newInstance } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId } from './expect.ts'
import type { Check } from './harness.ts'

const send = 'POST /api/v1/messages/send'
const json = { 'content-type': 'application/json' }
const message = { instance_id: 999_999_999, to: '201001234567', text: 'Hello' }
const nested = (levels: number) => `{"instance_id":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`

/** What may be sent as a body, and what is refused. */
export const bodies: Readonly<Record<string, Check>> = {
  'body: JSON that is no object is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const raw of ['[]', '[{"instance_id":1}]']) {
      expectError(await ask(harness, send, { key, raw, headers: json }), 400, 'invalid_request')
    }
  },

  'body: other media types and none are a 415': async (harness) => {
    const { key } = await newCustomer(harness)
    const raw = JSON.stringify(message)
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'application/vnd.api+json',
    ]

    for (const type of types) {
      const answer = await ask(harness, send, { key, raw, headers: { 'content-type': type } })
      expectError(answer, 415, 'unsupported_media_type')
    }
    expectError(await ask(harness, send, { key, raw }), 415, 'unsupported_media_type')
  },

  'body: UTF-16 is a 415': async (harness) => {
    const { key } = await newCustomer(harness)
    const raw = Buffer.from(JSON.stringify(message), 'utf16le')

    const headers = { 'content-type': 'application/json; charset=utf-16' }
    expectError(await ask(harness, send, { key, raw, headers }), 415, 'unsupported_media_type')
  },

  'body: parameters of the media type change nothing': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'APPLICATION/JSON']) {
      const answer = await ask(harness, send, { key, json: message, headers: { 'content-type': type } })
      expectError(answer, 404, 'instance_not_found')
    }
  },

  'body: a compressed one is a 415': async (harness) => {
    const { key } = await newCustomer(harness)
    const raw = gzipSync(JSON.stringify(message))

    const answer = await ask(harness, send, { key, raw, headers: { ...json, 'content-encoding': 'gzip' } })

    expectError(answer, 415, 'unsupported_media_type')
  },

  'body: nesting beyond reason is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const levels of [33, 50_000]) {
      expectError(await ask(harness, send, { key, raw: nested(levels), headers: json }), 400, 'invalid_request')
    }
  },

  'body: keys that reach for a prototype are a 400': async (harness) => {
    const { key } = await newCustomer(harness)
    const rest = '"instance_id":999999999,"to":"201001234567","text":"Hello"'

    for (const bad of ['"__proto__":{"isAdmin":true}', '"x":{"__proto__":1}', '"constructor":{"prototype":{}}']) {
      expectError(await ask(harness, send, { key, raw: `{${rest},${bad}}`, headers: json }), 400, 'invalid_request')
    }
  },

  'body: NUL and halves of surrogate pairs are a 400 in any field': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const bad of ['\\u0000', '\\ud83d', '\\ude00\\ud83d']) {
      const rows = [
        [send, `{"instance_id":1,"to":"201001234567","text":"a${bad}"}`],
        [send, `{"instance_id":1,"to":"201001234567","type":"image","content":{"url":"http://x/","caption":"${bad}"}}`],
        ['POST /api/v1/messages/send-bulk', `{"instance_id":1,"messages":[{"to":"201001234567","text":"${bad}"}]}`],
        ['POST /api/v1/instances', `{"name":"a${bad}"}`],
      ] as const
      for (const [line, raw] of rows) expectError(await ask(harness, line, { key, raw, headers: json }), 400)
    }
  },

  'body: of a repeated key the last one counts, and unknown fields are ignored': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const raw = `{"instance_id":999999999,"instance_id":${instance_id},"to":"201001234567","text":"Hello",
      "id":1,"status":"sent","account_id":1,"wa_id":"1","sent_at":"2026-01-01T00:00:00.000Z"}`

    const id = expectId(expectBody(await ask(harness, send, { key, raw, headers: json }), 202).id)

    const { status, sent_at } = expectBody(await ask(harness, `GET /api/v1/messages/${id}`, { key }), 200)
    assert.deepEqual({ status, sent_at }, { status: 'queued', sent_at: null })
  },

  'body: every character that people write is taken': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const name = '👩‍👩‍👧 متجر \u202Eabc\u202C e\u0301'

    const created = expectBody(await ask(harness, 'POST /api/v1/instances', { key, json: { name } }), 201)

    const shown = expectBody(await ask(harness, `GET /api/v1/instances/${created.id}`, { key }), 200)
    assert.equal(shown.name, name)
  },
}
