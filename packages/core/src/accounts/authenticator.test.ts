import { expect, test, vi } from 'vitest'
import type { AccountRecord, ApiKeyRecord } from '../storage/account-record.ts'
import type { Signal } from '../storage/signals.ts'
import { createApiKey } from './api-key.ts'
import type { KeyStorage } from './authenticator.ts'
import { createAuthenticator } from './authenticator.ts'

const start = Date.UTC(2026, 10, 27)

const account: AccountRecord = {
  id: 7,
  name: 'shop',
  plan: { monthlyMessages: null, dailyMessages: null, instances: null },
  timeZone: 'UTC',
  isDisabled: false,
  createdAt: start,
}

const record: ApiKeyRecord = {
  id: 3,
  accountId: 7,
  name: null,
  prefix: 'khb_',
  scopes: ['send'],
  instanceIds: [4],
  expiresAt: start + 60_000,
  lastUsedAt: null,
  createdAt: start,
  revokedAt: null,
}

/** An authenticator on a storage that has one key, by a clock that a test moves. */
const createWorld = () => {
  let passedMs = 0
  let tell: (signal: Signal) => void = () => undefined
  const findByHash = vi.fn(
    async (): Promise<{ apiKey: ApiKeyRecord; account: AccountRecord } | null> => ({
      apiKey: record,
      account,
    }),
  )
  const noteUses = vi.fn(async () => undefined)
  const storage: KeyStorage = {
    accounts: { get: async () => account },
    apiKeys: { findByHash, noteUses },
    signals: {
      subscribe: (listener: typeof tell) => {
        tell = listener
        return () => undefined
      },
    },
  }
  const clock = { now: () => start + passedMs, elapsed: () => passedMs, after: () => () => undefined }
  const authenticator = createAuthenticator({ storage, clock, ownKey: undefined, defaultAccountId: () => 1 })
  return {
    ...authenticator,
    findByHash,
    noteUses,
    tell: (signal: Signal) => tell(signal),
    pass: (ms: number) => {
      passedMs += ms
    },
  }
}

const key = createApiKey()

test('a key acts for its account, with what it may do, and its use is noted', async () => {
  const { authenticate, noteUses, close } = createWorld()

  expect(await authenticate(key)).toEqual({
    accountId: 7,
    isDisabled: false,
    apiKeyId: 3,
    scopes: ['send'],
    instanceIds: [4],
    expiresAt: new Date(start + 60_000),
  })
  await close()
  expect(noteUses.mock.calls).toEqual([[[{ apiKeyId: 3, at: start }]]])
})

test('a key that cannot be one asks nothing', async () => {
  const { authenticate, findByHash } = createWorld()

  for (const wrong of ['', 'wrong', `${key.slice(0, -1)}!`, key.slice(0, -1)])
    expect(await authenticate(wrong)).toBeNull()
  expect(findByHash).not.toHaveBeenCalled()
})

test('an answer is believed for less than a second, and never past a signal', async () => {
  const { authenticate, findByHash, pass, tell } = createWorld()
  await authenticate(key)

  pass(799)
  await authenticate(key)
  expect(findByHash).toHaveBeenCalledTimes(1)
  pass(1)
  await authenticate(key)
  expect(findByHash).toHaveBeenCalledTimes(2)
  tell({ kind: 'messages', instanceId: 4 })
  await authenticate(key)
  expect(findByHash).toHaveBeenCalledTimes(2)
  for (const kind of ['accounts', 'elsewhere'] as const) {
    findByHash.mockClear()
    tell({ kind })
    await authenticate(key)
    expect(findByHash).toHaveBeenCalledTimes(1)
  }
})

test('an answer that was read before a change is not believed after it', async () => {
  const { authenticate, findByHash, tell } = createWorld()
  let answer: (found: { apiKey: ApiKeyRecord; account: AccountRecord } | null) => void = () => undefined
  findByHash.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
  const early = authenticate(key)

  tell({ kind: 'accounts' })
  findByHash.mockResolvedValue(null)
  expect(await authenticate(key)).toBeNull()
  answer({ apiKey: record, account })

  expect(await early).not.toBeNull()
  expect(await authenticate(key)).toBeNull()
})

test('many requests at once ask once', async () => {
  const { authenticate, findByHash } = createWorld()

  const identities = await Promise.all(Array.from({ length: 50 }, () => authenticate(key)))

  expect(findByHash).toHaveBeenCalledTimes(1)
  expect(new Set(identities.map((identity) => identity?.apiKeyId))).toEqual(new Set([3]))
})

test('a key ends by the clock, also one that is remembered', async () => {
  const { authenticate, findByHash, pass } = createWorld()
  pass(59_900)
  expect(await authenticate(key)).not.toBeNull()

  pass(100)

  expect(await authenticate(key)).toBeNull()
  expect(findByHash).toHaveBeenCalledTimes(1)
})
