import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { newCustomer, newInstance } from './accounts.ts'
import type { Asking } from './client.ts'
import { ask } from './client.ts'
import { expectBody, expectError, expectId } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'

const send = 'POST /api/v1/messages/send'
const json = { 'content-type': 'application/json' }
const message = { instance_id: 999_999_999, to: '201001234567', text: 'Hello' }
const nested = (levels: number) => `{"instance_id":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`

/** Sends bytes that a host's own parser would refuse first: then only the status is ours to promise. */
const expectRefused = async (
  harness: HttpContractHarness,
  asking: Asking,
  [status, code]: readonly [number, string],
): Promise<void> => {
  const answer = await ask(harness, send, asking)
  if (harness.hostParsesBodies) assert.equal(answer.status, status)
  else expectError(answer, status, code)
}

/** What may be sent as a body, and what is refused. */
export const bodies: Readonly<Record<string, Check>> = {
  'body: what is no JSON is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const raw of ['{', '{"a":1,}', "{'a':1}", 'NaN', '\u0000']) {
      await expectRefused(harness, { key, raw, headers: json }, [400, 'malformed_json'])
    }
  },

  'body: an empty one is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    expectError(await ask(harness, send, { key, raw: '', headers: json }), 400)
  },

  'body: invalid UTF-8 is a 400': async (harness) => {
    // Bytes that a host's parser turned into characters cannot be told any more.
    if (harness.hostParsesBodies) return
    const { key } = await newCustomer(harness)
    const raw = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])

    expectError(await ask(harness, send, { key, raw, headers: json }), 400, 'malformed_json')
  },

  'body: JSON that is no object is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const raw of ['[]', '[{"instance_id":1}]']) {
      expectError(await ask(harness, send, { key, raw, headers: json }), 400, 'invalid_request')
    }
    for (const raw of ['null', '7', '"text"', 'true']) {
      const answer = await ask(harness, send, { key, raw, headers: json })
      assert.equal(answer.status, 400)
    }
  },

  'body: other media types, none, and other character sets are a 415': async (harness) => {
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
    const headers = { 'content-type': 'application/json; charset=iso-8859-1' }
    await expectRefused(harness, { key, raw, headers }, [415, 'unsupported_media_type'])
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

  'body: one that is too large is a 413, and the next request is answered': async (harness) => {
    const { key } = await newCustomer(harness)
    const large = { ...message, text: 'x'.repeat(1_200_000) }

    await expectRefused(harness, { key, json: large }, [413, 'body_too_large'])
    const chunked = { 'transfer-encoding': 'chunked', ...json }
    await expectRefused(harness, { key, raw: JSON.stringify(large), headers: chunked }, [413, 'body_too_large'])
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },

  'body: nesting beyond reason is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const levels of [40, 40_000]) {
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
      "id":1,"status":"sent","account_id":1,"sent_at":"2026-01-01T00:00:00.000Z"}`

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
