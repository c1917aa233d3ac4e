import assert from 'node:assert/strict'
import type { ApiKeyInput } from '../../accounts/kept-api-key.ts'
import type { Customer } from './accounts.ts'
import { newCustomer, newInstance } from './accounts.ts'
import type { Answer, Asking } from './client.ts'
import { ask } from './client.ts'
import type { Body } from './expect.ts'
import { expectBody, expectError, expectId, expectTime, toBody } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'
import { hold } from './hold.ts'

const keys = '/api/v1/api-keys'

/** Makes another key of an account; gives what asks with it. */
const askerWith = async (harness: HttpContractHarness, { accountId }: Customer, input: ApiKeyInput) => {
  const { key, apiKey } = await harness.core.apiKeys.create({ accountId, ...input })
  return {
    id: apiKey.id,
    key,
    ask: (line: string, asking: Asking = {}): Promise<Answer> => ask(harness, line, { key, ...asking }),
  }
}

const listed = (answer: Answer): readonly Body[] => {
  assert.equal(answer.status, 200)
  const list = answer.json()
  assert.ok(Array.isArray(list))
  return list.map(toBody)
}

const idsIn = (answer: Answer): readonly unknown[] => listed(answer).map(({ id }) => id)

/** Keys over HTTP, and what their bounds do everywhere else. */
export const apiKeys: Readonly<Record<string, Check>> = {
  'keys: one is made, shown once, listed, changed and revoked': async (harness) => {
    const customer = await newCustomer(harness)
    const { key } = customer
    const instance_id = await newInstance(harness, customer)
    const rights = { name: 'Website', scopes: ['send', 'read', 'send'], instance_ids: [instance_id] }

    const made = expectBody(
      await ask(harness, `POST ${keys}`, { key, json: { ...rights, expires_at: '2100-01-31T02:00:00+02:00' } }),
      201,
    )
    const { key: newKey, ...shown } = made
    assert.match(String(newKey), /^khb_[0-9A-Za-z]{49}$/)
    expectTime(shown.created_at)
    assert.deepEqual(shown, {
      id: expectId(shown.id),
      name: 'Website',
      prefix: String(newKey).slice(0, 10),
      scopes: ['read', 'send'],
      instance_ids: [instance_id],
      created_at: shown.created_at,
      expires_at: '2100-01-31T00:00:00.000Z',
      last_used_at: null,
    })
    const list = await ask(harness, `GET ${keys}`, { key })
    assert.deepEqual(listed(list).at(-1), shown)
    assert.ok(!list.bytes.toString().includes(String(newKey)))

    const json = { name: null, scopes: ['manage'], instance_ids: null, expires_at: null }
    const changed = expectBody(await ask(harness, `PATCH ${keys}/${shown.id}`, { key, json }), 200)
    assert.deepEqual(changed, { ...shown, ...json })
    expectBody(await ask(harness, 'GET /api/v1/usage', { key: String(newKey) }), 200)

    const revoked = await ask(harness, `DELETE ${keys}/${shown.id}`, { key })
    assert.deepEqual(expectBody(revoked, 200), { status: 'revoked' })
    expectError(await ask(harness, 'GET /api/v1/usage', { key: String(newKey) }), 401, 'unauthorized')
    assert.ok(!idsIn(await ask(harness, `GET ${keys}`, { key })).includes(shown.id))
    for (const line of ['DELETE', 'PATCH'].map((method) => `${method} ${keys}/${shown.id}`)) {
      expectError(await ask(harness, line, { key, json: { name: 'Website' } }), 404, 'api_key_not_found')
    }
  },

  'keys: what is wrong is named, and nothing is made': async (harness) => {
    const { key } = await newCustomer(harness)
    const wrong: readonly (readonly [field: string, value: unknown])[] = [
      ['name', ''],
      ['name', 'x'.repeat(101)],
      ['name', 7],
      ['scopes', []],
      ['scopes', ['admin']],
      ['scopes', 'read'],
      ['scopes', null],
      ['instance_ids', []],
      ['instance_ids', ['1']],
      ['instance_ids', [0]],
      ['instance_ids', 1],
      ['expires_at', '2100-01-31'],
      ['expires_at', 4_102_444_800_000],
      ['scope', ['read']],
      ['instances', [1]],
    ]

    for (const [field, value] of wrong) {
      const answer = await ask(harness, `POST ${keys}`, { key, json: { [field]: value } })
      assert.match(expectError(answer, 400, 'invalid_request').error, new RegExp(`^${field}\\b`))
    }
    const past = await ask(harness, `POST ${keys}`, { key, json: { expires_at: '2001-01-01T00:00:00Z' } })
    assert.match(expectError(past, 400, 'invalid_request').error, /^expires_at: .*future/)
    const absent = await ask(harness, `POST ${keys}`, { key, json: { instance_ids: [999_999_999] } })
    expectError(absent, 404, 'instance_not_found')
    assert.equal(listed(await ask(harness, `GET ${keys}`, { key })).length, 1)
  },

  'keys: a field with a slip in it is refused by name, and changes nothing': async (harness) => {
    const { key } = await newCustomer(harness)
    const [own] = listed(await ask(harness, `GET ${keys}`, { key }))
    const rights = /^scope: is no field here\. There are name, scopes, instance_ids, expires_at\.$/
    const refused: readonly (readonly [line: string, json: unknown, words: RegExp])[] = [
      [`POST ${keys}`, { scope: ['read'] }, rights],
      [`PATCH ${keys}/${own?.id}`, { name: 'Website', scope: ['read'] }, rights],
      [
        `PATCH ${keys}/${own?.id}`,
        {},
        /^The body must hold at least one of name, scopes, instance_ids and expires_at\.$/,
      ],
      [
        `POST ${keys}/${own?.id}/rotate`,
        { grace: 0 },
        /^grace: is no field here\. There are grace_seconds, expires_at\.$/,
      ],
    ]

    for (const [line, json, words] of refused) {
      assert.match(expectError(await ask(harness, line, { key, json }), 400, 'invalid_request').error, words)
    }
    const [kept, ...others] = listed(await ask(harness, `GET ${keys}`, { key }))
    assert.deepEqual([kept?.name, kept?.scopes, others], [own?.name, own?.scopes, []])
  },

  'keys: where no field is required, no body is': async (harness) => {
    const { key } = await newCustomer(harness)
    const none = await ask(harness, `POST ${keys}`, { key })
    const empty = await ask(harness, `POST ${keys}`, { key, raw: '', headers: { 'content-type': 'application/json' } })
    const made = [none, empty].map((answer) => expectBody(answer, 201))

    for (const { name, scopes, instance_ids, expires_at } of made) {
      assert.deepEqual([name, scopes, instance_ids, expires_at], [null, ['read', 'send', 'manage'], null, null])
    }
    const [old] = made
    const rotated = expectBody(await ask(harness, `POST ${keys}/${expectId(old?.id)}/rotate`, { key }), 201)
    const end = Date.parse(String(toBody(rotated.replaced).expires_at))
    assert.ok(Math.abs(end - Date.now() - 86_400_000) < 60_000)
  },

  'keys: no body is what says nothing at all of one': async (harness) => {
    const { key } = await newCustomer(harness)
    const post = async (...lines: readonly string[]): Promise<string> => {
      const head = [`POST ${harness.prefix}${keys} HTTP/1.1`, 'host: x', 'connection: close', `x-api-key: ${key}`]
      return (await hold(harness.origin, [...head, ...lines])).slice('HTTP/1.1 '.length, 'HTTP/1.1 201'.length)
    }

    assert.equal(await post('', ''), '201')
    assert.equal(await post('content-length: 2', '', '{}'), '415')
    assert.equal(await post('transfer-encoding: chunked', '', '2', '{}', '0', '', ''), '415')
    const text = { 'content-type': 'text/plain' }
    expectError(await ask(harness, `POST ${keys}`, { key, raw: '{}', headers: text }), 415, 'unsupported_media_type')
    // Where a field is required, nothing is no body.
    expectError(await ask(harness, 'POST /api/v1/instances', { key }), 415, 'unsupported_media_type')
  },

  'keys: a rotated key and the new one are both good until the grace ends': async (harness) => {
    const customer = await newCustomer(harness)
    const old = await askerWith(harness, customer, { name: 'Website', scopes: ['read', 'manage'] })

    const line = `POST ${keys}/${old.id}/rotate`
    const { key, replaced, ...shown } = expectBody(await old.ask(line, { json: { grace_seconds: 3_600 } }), 201)

    assert.deepEqual([shown.name, shown.scopes, shown.expires_at], ['Website', ['read', 'manage'], null])
    const end = Date.parse(String(toBody(replaced).expires_at))
    assert.ok(Math.abs(end - Date.now() - 3_600_000) < 60_000)
    expectBody(await old.ask('GET /api/v1/usage'), 200)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key: String(key) }), 200)
    assert.deepEqual(idsIn(await old.ask(`GET ${keys}`)).slice(-2), [old.id, shown.id])

    expectBody(await ask(harness, line, { key: String(key), json: { grace_seconds: 0 } }), 201)
    expectError(await old.ask('GET /api/v1/usage'), 401, 'unauthorized')
    expectError(await ask(harness, line, { key: String(key), json: {} }), 404, 'api_key_not_found')
    const late = await ask(harness, line, { key: String(key), json: { grace_seconds: 2_592_001 } })
    assert.match(expectError(late, 400, 'invalid_request').error, /^grace_seconds\b/)
  },

  'keys: a scope opens its own routes, and manage all of them': async (harness) => {
    const customer = await newCustomer(harness)
    const instance_id = await newInstance(harness, customer)
    const json = { instance_id, to: '201001234567', text: 'Hello' }
    const read = await askerWith(harness, customer, { scopes: ['read'] })
    const send = await askerWith(harness, customer, { scopes: ['send'] })
    const manage = await askerWith(harness, customer, { scopes: ['manage'] })

    expectBody(await read.ask('GET /api/v1/usage'), 200)
    const { id } = expectBody(await send.ask('POST /api/v1/messages/send', { json }), 202)
    expectBody(await manage.ask(`GET /api/v1/messages/${expectId(id)}`), 200)
    expectBody(await manage.ask('POST /api/v1/messages/send', { json }), 202)

    const refused: readonly (readonly [answer: Answer, scope: string])[] = [
      [await read.ask('POST /api/v1/messages/send', { raw: 'no JSON' }), 'send'],
      [await send.ask(`GET /api/v1/messages/${id}`), 'read'],
      [await send.ask('GET /api/v1/usage'), 'read'],
      [await read.ask(`GET /api/v1/instances/${instance_id}/qr`), 'manage'],
      [await send.ask(`DELETE /api/v1/instances/${instance_id}`), 'manage'],
      [await read.ask(`POST ${keys}`, { json: {} }), 'manage'],
    ]
    for (const [answer, scope] of refused) {
      assert.equal(expectError(answer, 403, 'scope_missing').details.scope, scope)
    }
  },

  'keys: none makes, changes or sees one that may do more than itself': async (harness) => {
    const customer = await newCustomer(harness)
    const mine = await newInstance(harness, customer)
    const other = await newInstance(harness, customer)
    const expiresAt = '2100-01-31T00:00:00.000Z'
    const all = await askerWith(harness, customer, {})
    const bounded = await askerWith(harness, customer, { scopes: ['manage'], instanceIds: [mine], expiresAt })

    const made = expectBody(await bounded.ask(`POST ${keys}`, { json: {} }), 201)
    assert.deepEqual([made.instance_ids, made.expires_at], [[mine], expiresAt])
    for (const json of [{ instance_ids: null }, { expires_at: null }, { expires_at: '2100-02-01T00:00:00Z' }]) {
      expectError(await bounded.ask(`POST ${keys}`, { json }), 403, 'scope_missing')
      expectError(await bounded.ask(`PATCH ${keys}/${bounded.id}`, { json }), 403, 'scope_missing')
    }
    const foreign = { json: { instance_ids: [mine, other] } }
    expectError(await bounded.ask(`POST ${keys}`, foreign), 404, 'instance_not_found')
    expectError(await bounded.ask(`PATCH ${keys}/${bounded.id}`, foreign), 404, 'instance_not_found')
    const later = { json: { expires_at: null } }
    expectError(await bounded.ask(`POST ${keys}/${bounded.id}/rotate`, later), 403, 'scope_missing')

    assert.deepEqual(idsIn(await bounded.ask(`GET ${keys}`)), [bounded.id, made.id])
    expectError(await bounded.ask(`PATCH ${keys}/${all.id}`, { json: { name: 'Mine' } }), 404, 'api_key_not_found')
    for (const line of [`DELETE ${keys}/${all.id}`, `POST ${keys}/${all.id}/rotate`]) {
      expectError(await bounded.ask(line), 404, 'api_key_not_found')
    }
    expectError(await bounded.ask('POST /api/v1/instances', { json: { name: 'Third' } }), 403, 'scope_missing')
    assert.deepEqual(idsIn(await bounded.ask('GET /api/v1/instances')), [mine])
  },

  'keys: an expired one is refused like one that was never given out': async (harness) => {
    const customer = await newCustomer(harness)
    const short = await askerWith(harness, customer, {})
    expectBody(await short.ask('GET /api/v1/usage'), 200)
    await harness.core.apiKeys.update(short.id, { expiresAt: new Date(Date.now() + 200) }, customer.accountId)

    const deadline = Date.now() + 10_000
    let answer = await short.ask('GET /api/v1/usage')
    while (answer.status === 200 && Date.now() < deadline) answer = await short.ask('GET /api/v1/usage')

    const unknown = await ask(harness, 'GET /api/v1/usage', { key: 'khb_unknown' })
    assert.equal(expectError(answer, 401, 'unauthorized').error, expectError(unknown, 401, 'unauthorized').error)
    const { apiKeys } = harness.core
    const live = await apiKeys.list(customer.accountId, { isLive: true })
    assert.ok(live.every(({ id }) => id !== short.id))
    assert.ok((await apiKeys.list(customer.accountId)).some(({ id }) => id === short.id))
  },

  'keys: the last use is shown, right to a minute': async (harness) => {
    const customer = await newCustomer(harness)
    const used = await askerWith(harness, customer, {})
    const before = Date.now()
    expectBody(await used.ask('GET /api/v1/usage'), 200)

    const deadline = before + 10_000
    let shown: Body | undefined
    while (Date.now() < deadline && typeof shown?.last_used_at !== 'string') {
      shown = listed(await ask(harness, `GET ${keys}`, { key: customer.key })).find(({ id }) => id === used.id)
    }

    assert.ok(Math.abs(Date.parse(String(shown?.last_used_at)) - before) < 60_000)
  },
}
