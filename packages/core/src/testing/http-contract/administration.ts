import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { newCustomer } from './accounts.ts'
import type { Answer, Asking } from './client.ts'
import { ask } from './client.ts'
import type { Body } from './expect.ts'
import { expectBody, expectError, expectId, expectTime, toBody } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'

const accounts = '/api/v1/admin/accounts'

const asAdmin = (harness: HttpContractHarness, line: string, asking: Asking = {}) =>
  ask(harness, line, { ...asking, headers: { 'x-admin-key': harness.adminKey, ...asking.headers } })

const newAccount = async (harness: HttpContractHarness, more: Body = {}): Promise<Body & { readonly id: number }> => {
  const json = { name: `contract-${randomUUID()}`, ...more }
  const created = expectBody(await asAdmin(harness, `POST ${accounts}`, { json }), 201)
  return { ...created, id: expectId(created.id) }
}

const expectList = (answer: Answer): readonly unknown[] => {
  assert.equal(answer.status, 200)
  const list = answer.json()
  assert.ok(Array.isArray(list))
  return list
}

/** The routes of whoever runs the server. */
export const administration: Readonly<Record<string, Check>> = {
  'admin: no key of an account opens any of the routes': async (harness) => {
    const { accountId, key } = await newCustomer(harness)
    const lines = [
      `POST ${accounts}`,
      `GET ${accounts}`,
      `GET ${accounts}/${accountId}`,
      `PATCH ${accounts}/${accountId}`,
      `POST ${accounts}/${accountId}/disable`,
      `POST ${accounts}/${accountId}/enable`,
      `POST ${accounts}/${accountId}/api-keys`,
      `GET ${accounts}/${accountId}/api-keys`,
      `DELETE ${accounts}/${accountId}/api-keys/1`,
    ]

    for (const line of lines) {
      for (const asking of [{}, { key }, { headers: { 'x-admin-key': key } }, { key: harness.adminKey }]) {
        expectError(await ask(harness, line, asking), 401, 'unauthorized')
      }
    }
    expectError(await ask(harness, 'GET /api/v1/admin'), 404, 'not_found')
    expectError(await ask(harness, 'GET /api/v1/usage', { key: harness.adminKey }), 401)
  },

  'admin: an account is made, shown and changed': async (harness) => {
    const plan = { monthly_messages: 1000, daily_messages: null, instances: 2 }
    const { id, ...created } = await newAccount(harness, { plan: { monthly_messages: 1000, instances: 2 } })
    const name = `contract-${randomUUID()}`

    expectTime(created.created_at)
    assert.deepEqual(created.plan, plan)
    assert.deepEqual([created.time_zone, created.disabled], ['UTC', false])
    assert.deepEqual(expectBody(await asAdmin(harness, `GET ${accounts}/${id}`), 200), { id, ...created })
    const json = { name, plan: { daily_messages: 5 }, time_zone: 'Africa/Cairo' }
    const changed = expectBody(await asAdmin(harness, `PATCH ${accounts}/${id}`, { json }), 200)
    assert.deepEqual(changed, { id, ...created, ...json, plan: { ...plan, daily_messages: 5 } })
    const cleared = { plan: { monthly_messages: null } }
    const unlimited = expectBody(await asAdmin(harness, `PATCH ${accounts}/${id}`, { json: cleared }), 200)
    assert.deepEqual(unlimited, { ...changed, plan: { ...toBody(changed.plan), monthly_messages: null } })
  },

  'admin: a disabled account is refused until it is enabled': async (harness) => {
    const { accountId, key } = await newCustomer(harness)

    const disabled = await asAdmin(harness, `POST ${accounts}/${accountId}/disable`)
    const refused = await ask(harness, 'GET /api/v1/usage', { key })
    const enabled = await asAdmin(harness, `POST ${accounts}/${accountId}/enable`)

    assert.equal(expectBody(disabled, 200).disabled, true)
    expectError(refused, 403, 'account_disabled')
    assert.equal(expectBody(enabled, 200).disabled, false)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },

  'admin: a key is made for an account, listed without itself, and revoked': async (harness) => {
    const { id } = await newAccount(harness)
    const stranger = await newCustomer(harness)
    const keys = `${accounts}/${id}/api-keys`

    const made = expectBody(await asAdmin(harness, `POST ${keys}`, { json: { name: 'CI', scopes: ['read'] } }), 201)
    const { key, ...shown } = made
    const keyId = expectId(made.id)
    const used = await ask(harness, 'GET /api/v1/usage', { key: String(key) })
    const refused = await ask(harness, 'POST /api/v1/instances', { key: String(key), json: { name: 'Shop' } })
    const listed = await asAdmin(harness, `GET ${keys}`)
    const foreign = await asAdmin(harness, `DELETE ${accounts}/${stranger.accountId}/api-keys/${keyId}`)
    const revoked = await asAdmin(harness, `DELETE ${keys}/${keyId}`)

    assert.match(String(key), /^khb_\w+$/u)
    assert.deepEqual([made.name, made.scopes, made.instance_ids, made.expires_at], ['CI', ['read'], null, null])
    expectBody(used, 200)
    expectError(refused, 403, 'scope_missing')
    const [first, ...others] = expectList(listed)
    assert.deepEqual(others, [])
    assert.deepEqual({ ...toBody(first), last_used_at: null }, shown)
    expectError(foreign, 404, 'api_key_not_found')
    assert.deepEqual(expectBody(revoked, 200), { status: 'revoked' })
    expectError(await ask(harness, 'GET /api/v1/usage', { key: String(key) }), 401)
    expectError(await asAdmin(harness, `DELETE ${keys}/${keyId}`), 404, 'api_key_not_found')
    assert.deepEqual(expectList(await asAdmin(harness, `GET ${keys}`)), [])
    for (const line of [`GET ${accounts}/999999999/api-keys`, `POST ${accounts}/999999999/api-keys`]) {
      expectError(await asAdmin(harness, line, { json: {} }), 404, 'account_not_found')
    }
  },

  'admin: accounts are listed in pages': async (harness) => {
    const made = [(await newAccount(harness)).id, (await newAccount(harness)).id, (await newAccount(harness)).id]
    const seen: unknown[] = []
    let cursor: unknown = null

    do {
      const from = cursor === null ? '' : `&cursor=${cursor}`
      const page = expectBody(await asAdmin(harness, `GET ${accounts}?limit=100${from}`), 200)
      assert.ok(Array.isArray(page.accounts) && page.accounts.length <= 100)
      seen.push(...page.accounts.map((account) => toBody(account).id))
      cursor = page.next_cursor
    } while (cursor !== null)
    const short = expectBody(await asAdmin(harness, `GET ${accounts}?limit=1`), 200)

    assert.deepEqual(
      seen.filter((id) => made.some((each) => each === id)),
      made,
    )
    assert.equal(new Set(seen).size, seen.length)
    assert.ok(Array.isArray(short.accounts) && short.accounts.length === 1 && typeof short.next_cursor === 'string')
  },

  'admin: a field with a slip in it is refused by name, and leaves no account without a limit': async (harness) => {
    const plan = { monthly_messages: 1000, daily_messages: 50, instances: 2 }
    const { id, ...made } = await newAccount(harness, { plan })
    const plans = /^plan\.daily_mesages: is no field here\. There are monthly_messages, daily_messages, instances\.$/u
    const fields = /^timezone: is no field here\. There are name, plan, time_zone\./u
    const rights = /^scope: is no field here\. There are name, scopes, instance_ids, expires_at\.$/u
    const refused: readonly (readonly [string, unknown, RegExp])[] = [
      [`POST ${accounts}`, { name: 'shop', plan: { daily_mesages: 500 } }, plans],
      [`PATCH ${accounts}/${id}`, { plan: { daily_mesages: 500 } }, plans],
      [`POST ${accounts}`, { name: 'shop', timezone: 'Africa/Cairo' }, fields],
      [`PATCH ${accounts}/${id}`, { timezone: 'Africa/Cairo' }, fields],
      [`POST ${accounts}/${id}/api-keys`, { scope: ['read'] }, rights],
    ]

    for (const [line, json, words] of refused) {
      assert.match(expectError(await asAdmin(harness, line, { json }), 400, 'invalid_request').error, words)
    }
    const many = { plan: { daily: 1, monthly: 2 } }
    const { details } = expectError(await asAdmin(harness, `PATCH ${accounts}/${id}`, { json: many }), 400)
    assert.deepEqual(toBody(details).problems, [
      { field: 'plan.daily', problem: 'is no field here. There are monthly_messages, daily_messages, instances' },
      { field: 'plan.monthly', problem: 'is no field here. There are monthly_messages, daily_messages, instances' },
    ])
    assert.deepEqual(expectBody(await asAdmin(harness, `GET ${accounts}/${id}`), 200), { id, ...made })
    assert.deepEqual(expectList(await asAdmin(harness, `GET ${accounts}/${id}/api-keys`)), [])
  },

  'admin: a key is made without any body': async (harness) => {
    const { id } = await newAccount(harness)

    const made = expectBody(await asAdmin(harness, `POST ${accounts}/${id}/api-keys`), 201)

    assert.deepEqual([made.name, made.instance_ids, made.expires_at], [null, null, null])
    assert.deepEqual(made.scopes, ['read', 'send', 'manage'])
  },

  'admin: what is wrong is refused by name, and what is missing is a 404': async (harness) => {
    const { id, name } = await newAccount(harness)
    const other = await newAccount(harness)
    const refused: readonly (readonly [string, unknown, RegExp])[] = [
      [`POST ${accounts}`, {}, /name/u],
      [`POST ${accounts}`, { name: '' }, /name/u],
      [`POST ${accounts}`, { name: 'x'.repeat(101) }, /name/u],
      [`POST ${accounts}`, { name: 'x\0' }, /name/u],
      [`PATCH ${accounts}/${id}`, { name: '\ud83d' }, /name/u],
      [`POST ${accounts}`, { name: 'x', plan: 5 }, /plan/u],
      [`PATCH ${accounts}/${id}`, { plan: { daily_messages: -1 } }, /plan\.daily_messages/u],
      [`PATCH ${accounts}/${id}`, { time_zone: 'Cairo' }, /time_zone/u],
      [`PATCH ${accounts}/${id}`, [], /JSON object/u],
      [`PATCH ${accounts}/${id}`, {}, /at least one of name, plan and time_zone/u],
    ]

    for (const [line, json, words] of refused) {
      assert.match(expectError(await asAdmin(harness, line, { json }), 400, 'invalid_request').error, words)
    }
    for (const query of ['limit=0', 'limit=101', 'limit=ten', 'cursor=x']) {
      expectError(await asAdmin(harness, `GET ${accounts}?${query}`), 400, 'invalid_request')
    }
    const slip = expectError(await asAdmin(harness, `GET ${accounts}?limits=1`), 400, 'invalid_request')
    assert.match(slip.error, /^limits: is no parameter of this route\. It takes limit, cursor\.$/u)
    expectError(await asAdmin(harness, `POST ${accounts}`, { json: { name } }), 409, 'name_taken')
    expectError(await asAdmin(harness, `PATCH ${accounts}/${other.id}`, { json: { name } }), 409, 'name_taken')
    for (const line of [`GET ${accounts}/999999999`, `POST ${accounts}/999999999/disable`, `GET ${accounts}/1e3`]) {
      expectError(await asAdmin(harness, line), 404, 'account_not_found')
    }
    const renamed = await asAdmin(harness, `PATCH ${accounts}/${harness.core.defaultAccountId}`, {
      json: { name: 'x' },
    })
    assert.match(expectError(renamed, 400, 'invalid_request').error, /default keeps its name/u)
  },
}
