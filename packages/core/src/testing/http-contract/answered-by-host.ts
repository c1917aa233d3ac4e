import assert from 'node:assert/strict'
import { newCustomer } from './accounts.ts'
import type { Asking } from './client.ts'
import { ask } from './client.ts'
import { expectBody, expectError } from './expect.ts'
import type { Check, HostPart, HttpContractHarness } from './harness.ts'
import { hold } from './hold.ts'

const send = 'POST /api/v1/messages/send'
const json = { 'content-type': 'application/json' }
const message = { instance_id: 999_999_999, to: '201001234567', text: 'Hello' }

/** Fails unless the API refuses a request in its own words, or the part of the host with the same status. */
const expectRefused = async (
  { harness, part, line = send }: { readonly harness: HttpContractHarness; readonly part: HostPart; line?: string },
  asking: Asking,
  [status, code]: readonly [status: number, code: string],
): Promise<void> => {
  const answer = await ask(harness, line, asking)
  if (harness.answersFirst.includes(part)) assert.equal(answer.status, status)
  else expectError(answer, status, code)
}

const parser: Readonly<Record<string, Check>> = {
  'body: what is no JSON is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const raw of ['{', '{"a":1,}', "{'a':1}", 'NaN', '\u0000']) {
      await expectRefused({ harness, part: 'parser' }, { key, raw, headers: json }, [400, 'malformed_json'])
    }
  },

  'body: an empty one is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    // A parser of the host leaves an empty object of it, or nothing.
    expectError(await ask(harness, send, { key, raw: '', headers: json }), 400)
  },

  'body: JSON that is neither object nor list is a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const raw of ['null', '7', '"text"', 'true']) {
      await expectRefused({ harness, part: 'parser' }, { key, raw, headers: json }, [400, 'invalid_request'])
    }
  },

  'body: other character sets are a 415': async (harness) => {
    const { key } = await newCustomer(harness)
    const raw = JSON.stringify(message)

    const headers = { 'content-type': 'application/json; charset=iso-8859-1' }
    await expectRefused({ harness, part: 'parser' }, { key, raw, headers }, [415, 'unsupported_media_type'])
  },

  'body: invalid UTF-8 is a 400': async (harness) => {
    // Bytes that a host's parser turned into characters cannot be told any more.
    if (harness.answersFirst.includes('parser')) return
    const { key } = await newCustomer(harness)
    const raw = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])

    expectError(await ask(harness, send, { key, raw, headers: json }), 400, 'malformed_json')
  },

  'body: one that is too large is a 413, and the next request is answered': async (harness) => {
    const { key } = await newCustomer(harness)
    const large = { ...message, text: 'x'.repeat(1_200_000) }
    const refusal = [413, 'body_too_large'] as const

    await expectRefused({ harness, part: 'parser' }, { key, json: large }, refusal)
    const chunked = { 'transfer-encoding': 'chunked', ...json }
    await expectRefused({ harness, part: 'parser' }, { key, raw: JSON.stringify(large), headers: chunked }, refusal)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },

  'body: one that does not come to its end is answered and hung up on, read or unread': async (harness) => {
    // Such a parser waits as long as its server lets it.
    if (harness.answersFirst.includes('parser')) return
    const { key } = await newCustomer(harness)
    const begin = (apiKey: string) => [
      `POST ${harness.prefix}/api/v1/messages/send HTTP/1.1`,
      `x-api-key: ${apiKey}`,
      ...['host: x', 'content-type: application/json', 'content-length: 500', '', '{"instance_id":'],
    ]

    const [read, unread] = await Promise.all([key, 'wrong'].map((each) => hold(harness.impatientOrigin, begin(each))))

    assert.match(String(read), /^HTTP\/1\.1 408 [\s\S]*"request_timeout"/)
    assert.match(String(unread), /^HTTP\/1\.1 401 [\s\S]*"unauthorized"/)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },
}

const router: Readonly<Record<string, Check>> = {
  'http: broken escapes in a path of ours are a 400': async (harness) => {
    const { key } = await newCustomer(harness)

    for (const line of ['GET /api/v1/messages/%zz', 'GET /api/v1/instances/%c3%28/qr']) {
      await expectRefused({ harness, part: 'router', line }, { key }, [400, 'invalid_request'])
    }
  },
}

/**
 * The cases in which a part of the host may answer before the API, in words of its own and with the same status. In all
 * others every host gives the same answers.
 */
export const answeredByHost: Readonly<Record<HostPart, Readonly<Record<string, Check>>>> = { parser, router }
