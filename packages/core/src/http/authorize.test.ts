import { expect, test, vi } from 'vitest'
import type { Account } from '../accounts/account.ts'
import { systemClock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { KeyScope } from '../storage/account-record.ts'
import type { Authorized, GateCore } from './authorize.ts'
import { createGate } from './authorize.ts'
import type { RouteScope } from './define-route.ts'
import type { ApiRequest } from './exchange.ts'
import { createKeyRefusal } from './failed-keys.ts'

const request: ApiRequest = {
  method: 'GET',
  path: '/api/v1/usage',
  prefix: '',
  query: '',
  headers: { 'x-api-key': 'key' },
  body: { kind: 'parsed', value: undefined },
  signal: new AbortController().signal,
}

const account: Account = {
  id: 7,
  name: 'shop',
  plan: { monthlyMessages: null, dailyMessages: null, instances: null },
  timeZone: 'UTC',
  isDisabled: false,
  createdAt: new Date(0),
}

/** A gate before a core whose one key has these scopes. */
const gateFor = (scopes: readonly KeyScope[]) => {
  const rest = { accountId: 7, isDisabled: false, apiKeyId: 3, instanceIds: null, expiresAt: null }
  const authenticate = vi.fn(async (key: string) => (key === 'key' ? { ...rest, scopes } : null))
  const core: GateCore = { apiKeys: { authenticate }, accounts: { get: async () => account } }
  return {
    admit: createGate(core, { refuseKey: createKeyRefusal({ clock: systemClock(), perMinute: 2 }) }),
    authenticate,
  }
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

const wrong = (parts: Partial<ApiRequest> = {}): ApiRequest => ({
  ...request,
  headers: { 'x-api-key': 'no' },
  ...parts,
})
const codeOf = (admitted: Promise<unknown>): Promise<unknown> =>
  admitted.then(
    () => 'admitted',
    ({ code }) => code,
  )

test('an address that sends wrong keys is told to wait, and its good key still works', async () => {
  const { admit } = gateFor(['manage'])
  const remoteAddress = '203.0.113.7'
  const tries = [1, 2, 3].map(() => codeOf(admit(wrong({ remoteAddress }), 'read')))

  expect(await Promise.all(tries)).toEqual(['unauthorized', 'unauthorized', 'too_many_failed_keys'])
  expect(await codeOf(admit({ ...request, remoteAddress }, 'read'))).toBe('admitted')
  expect(await codeOf(admit(wrong({ remoteAddress: '203.0.113.8' }), 'read'))).toBe('unauthorized')
})

test('neither a missing key nor one from no address is counted', async () => {
  const { admit } = gateFor(['manage'])
  const remoteAddress = '203.0.113.7'

  for (let time = 0; time < 5; time += 1) {
    expect(await codeOf(admit({ ...request, headers: {}, remoteAddress }, 'read'))).toBe('unauthorized')
    expect(await codeOf(admit(wrong(), 'read'))).toBe('unauthorized')
  }
  expect(await codeOf(admit(wrong({ remoteAddress }), 'read'))).toBe('unauthorized')
})

const hostGate = (allowed: Authorized | null) => {
  const core: GateCore = {
    apiKeys: { authenticate: async () => null },
    accounts: { get: async (id) => ({ ...account, id }) },
  }
  return createGate(core, {
    authorize: () => allowed,
    refuseKey: createKeyRefusal({ clock: systemClock(), perMinute: 2 }),
  })
}

test('whoever a host lets in may do everything in the account, unless the host says what', async () => {
  const all = { accountId: 7, apiKeyId: null, scopes: ['read', 'send', 'manage'], instanceIds: null, expiresAt: null }

  expect(await hostGate({ accountId: 7 })(request, 'manage')).toMatchObject(all)
  const some = { accountId: 7, scopes: ['send', 'read'], instanceIds: [9, 4] } as const
  expect(await hostGate(some)(request, 'send')).toMatchObject({ scopes: ['read', 'send'], instanceIds: [9, 4] })
  expect(await hostGate({ accountId: 7, instanceIds: [] })(request, 'read')).toMatchObject({ instanceIds: [] })
  expect(await codeOf(hostGate(some)(request, 'manage'))).toBe('scope_missing')
  expect(await codeOf(hostGate(null)(request, 'read'))).toBe('unauthorized')
})

test.each([{ scopes: ['write'] }, { scopes: [] }, { instanceIds: ['4'] }, { instanceIds: '4' }])(
  'a host that says %j lets nobody in',
  async (said) => {
    // What a host without types may say.
    const admit = hostGate({ accountId: 7, ...said } as unknown as Authorized)

    await expect(admit(request, 'read')).rejects.toThrow()
  },
)

test('a host that names an account which does not exist lets nobody in, and is told what to mend', async () => {
  const missing = async () => {
    throw new KhabeerError('account_not_found', 'There is no account 8.')
  }
  const core: GateCore = { apiKeys: { authenticate: async () => null }, accounts: { get: missing } }
  const refuseKey = createKeyRefusal({ clock: systemClock(), perMinute: 2 })
  const admit = createGate(core, { authorize: () => ({ accountId: 8 }), refuseKey })

  const error = { code: 'unauthorized', message: expect.stringContaining('has its authorize name one that does') }
  await expect(admit(request, 'read')).rejects.toMatchObject(error)
})
