import { expect, test } from 'vitest'
import type { ApiRequest } from './exchange.ts'
import { ask, coreWith, errorCode, request } from './stand-in.ts'

const adminKey = 'the-key-of-the-house'

test.each(['GET /api/v1/admin/accounts', 'POST /api/v1/admin/accounts', 'GET /api/v1/admin/nothing'])(
  '%s belongs to the host where nobody may administrate',
  async (line) => {
    expect(await ask(coreWith(), request(line, { headers: { 'x-admin-key': adminKey } }))).toBeNull()
  },
)

test('the routes of admins take the admin key, and no account key', async () => {
  const list = async () => []
  const core = coreWith({}, { accounts: { ...coreWith().accounts, list } })
  const asking = (headers: ApiRequest['headers']) =>
    ask(core, request('GET /api/v1/admin/accounts', { headers }), { adminKey })

  expect(await asking({ 'x-admin-key': adminKey })).toMatchObject({
    status: 200,
    body: { value: { accounts: [], next_cursor: null } },
  })
  for (const headers of [{}, { 'x-api-key': 'good' }, { 'x-api-key': adminKey }, { 'x-admin-key': 'good' }]) {
    expect(await asking(headers)).toMatchObject({ status: 401, ...errorCode('unauthorized') })
  }
})

test('a guard of the host opens the routes of admins', async () => {
  const core = coreWith({}, { accounts: { ...coreWith().accounts, list: async () => [] } })
  const authorizeAdmin = ({ headers }: ApiRequest) => headers.cookie === 'login=root'
  const asking = (cookie: string) =>
    ask(core, request('GET /api/v1/admin/accounts', { headers: { cookie } }), { authorizeAdmin })

  expect(await asking('login=root')).toMatchObject({ status: 200 })
  expect(await asking('login=sara')).toMatchObject({ status: 401 })
})

test('the description tells of the routes of admins where there are any', async () => {
  const pathsWith = async (options: { readonly adminKey?: string }) => {
    const answer = await ask(coreWith(), request('GET /api/v1/openapi.json', { headers: {} }), options)
    return JSON.stringify(answer?.body.kind === 'json' && answer.body.value)
  }

  expect(await pathsWith({ adminKey })).toContain('"/admin/accounts"')
  expect(await pathsWith({})).not.toContain('"/admin/accounts"')
})
