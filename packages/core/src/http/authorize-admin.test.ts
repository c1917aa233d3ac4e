import { expect, test } from 'vitest'
import { createAdminJudge } from './authorize-admin.ts'
import type { ApiRequest } from './exchange.ts'

const adminKey = 'the-key-of-the-house'

const asking = (headers: ApiRequest['headers']): ApiRequest => ({
  method: 'GET',
  path: '/api/v1/admin/accounts',
  prefix: '',
  query: '',
  headers,
  body: { kind: 'parsed', value: undefined },
  signal: new AbortController().signal,
})

test('without a key and a guard nobody is', () => {
  expect(createAdminJudge({})).toBeNull()
})

test.each([
  { 'x-admin-key': adminKey },
  { authorization: `Bearer ${adminKey}` },
  { authorization: `bearer ${adminKey}` },
])('%j is let in by the key', async (headers) => {
  expect(await createAdminJudge({ adminKey })?.(asking(headers))).toBe(true)
})

test.each([
  {},
  { 'x-admin-key': '' },
  { 'x-admin-key': `${adminKey} ` },
  { 'x-admin-key': adminKey.slice(1) },
  { 'x-admin-key': [adminKey, adminKey] },
  { 'x-api-key': adminKey },
  { authorization: adminKey },
  { authorization: `Basic ${adminKey}` },
])('%j is not', async (headers) => {
  expect(await createAdminJudge({ adminKey })?.(asking(headers))).toBe(false)
})

test('a guard of the host decides where the key did not let in', async () => {
  const judge = createAdminJudge({ adminKey, authorizeAdmin: ({ headers }) => headers.cookie === 'login=root' })

  expect(await judge?.(asking({ cookie: 'login=root' }))).toBe(true)
  expect(await judge?.(asking({ cookie: 'login=sara' }))).toBe(false)
  expect(await judge?.(asking({ 'x-admin-key': adminKey }))).toBe(true)
})

test('a key that could be guessed is refused', () => {
  expect(() => createAdminJudge({ adminKey: 'secret' })).toThrow('16 characters')
})
