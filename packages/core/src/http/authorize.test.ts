import { expect, test, vi } from 'vitest'
import type { Khabeer } from '../facade.ts'
import type { KeyScope } from '../storage/account-record.ts'
import { createGate } from './authorize.ts'
import type { RouteScope } from './define-route.ts'
import type { ApiRequest } from './exchange.ts'

const request: ApiRequest = {
  method: 'GET',
  path: '/api/v1/usage',
  prefix: '',
  query: '',
  headers: { 'x-api-key': 'key' },
  body: { kind: 'parsed', value: undefined },
  signal: new AbortController().signal,
}

/** A gate before a core whose one key has these scopes. */
const gateFor = (scopes: readonly KeyScope[]) => {
  const authenticate = vi.fn(async () => ({ accountId: 7, isDisabled: false, scopes }))
  // The gate calls nothing else of it.
  const core = { apiKeys: { authenticate } } as unknown as Khabeer
  return { admit: createGate(core), authenticate }
}

const scopes: readonly RouteScope[] = ['public', 'read', 'send', 'manage', 'admin']

test.each([
  [['read'], ['public', 'read']],
  [['send'], ['public', 'send']],
  [
    ['read', 'send'],
    ['public', 'read', 'send'],
  ],
  [['manage'], ['public', 'read', 'send', 'manage']],
] as const)('a key with %j is let to routes of %j', async (held, expected) => {
  const { admit } = gateFor(held)
  const outcomes = await Promise.all(
    scopes.map((scope) =>
      admit(request, scope).then(
        () => scope,
        () => null,
      ),
    ),
  )

  expect(outcomes.filter((scope) => scope !== null)).toEqual(expected)
})

test('what is missing is named', async () => {
  const { admit } = gateFor(['read'])

  await expect(admit(request, 'send')).rejects.toMatchObject({ code: 'scope_missing', details: { scope: 'send' } })
})

test('nobody is asked for a key on a public route', async () => {
  const { admit, authenticate } = gateFor([])

  expect(await admit(request, 'public')).toBeNull()
  expect(authenticate).not.toHaveBeenCalled()
})
