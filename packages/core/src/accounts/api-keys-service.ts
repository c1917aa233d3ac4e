import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import type { ApiKeyRecord } from '../storage/account-record.ts'
import type { Storage } from '../storage/storage.ts'
import { createApiKey, hashApiKey, prefixOfApiKey } from './api-key.ts'
import { readApiKeyInput, readRotation } from './api-key-input.ts'
import { toApiKey } from './kept-api-key.ts'

/** Builds the calls on API keys, but for authentication. */
export const createApiKeysService = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly defaultAccountId: () => number
}): Omit<Khabeer['apiKeys'], 'authenticate'> => {
  const { storage, clock, defaultAccountId } = input

  /** A key for an instance that there is not would silently see nothing. */
  const assertInstances = async (accountId: number, ids: readonly number[] | null | undefined): Promise<void> => {
    if (ids === null || ids === undefined) return
    const existing = new Set((await storage.instances.list(accountId, ids)).map(({ id }) => id))
    for (const id of ids) if (!existing.has(id)) throw instanceNotFound(id)
  }

  return {
    create: async ({ accountId = defaultAccountId(), ...given } = {}) => {
      const { name = null, scopes, instanceIds, expiresAt } = readApiKeyInput(given, clock.now())
      await assertInstances(accountId, instanceIds)
      const key = createApiKey()
      const record = await storage.apiKeys.create({
        accountId,
        name,
        prefix: prefixOfApiKey(key),
        hash: hashApiKey(key),
        rights: { ...(scopes && { scopes }), ...(instanceIds && { instanceIds }), expiresAt: expiresAt ?? null },
        at: clock.now(),
      })
      if (record === null) throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      return { apiKey: toApiKey(record), key }
    },
    get: async (id, accountId = defaultAccountId()) => {
      const record = await storage.apiKeys.get(accountId, id)
      if (record === null || !isLiveAt(record, clock.now())) throw keyNotFound(id)
      return toApiKey(record)
    },
    list: async (accountId = defaultAccountId(), { isLive } = {}) => {
      const keys = await storage.apiKeys.list(accountId, isLive === true ? { livingAt: clock.now() } : {})
      return keys.map(toApiKey)
    },
    update: async (id, given, accountId = defaultAccountId()) => {
      const patch = readApiKeyInput(given, clock.now())
      await assertInstances(accountId, patch.instanceIds)
      const record = await storage.apiKeys.update(accountId, id, patch, clock.now())
      if (record === null) throw keyNotFound(id)
      return toApiKey(record)
    },
    rotate: async (id, options = {}) => {
      const { accountId = defaultAccountId() } = options
      const at = clock.now()
      const key = createApiKey()
      const rotated = await storage.apiKeys.rotate(accountId, id, {
        prefix: prefixOfApiKey(key),
        hash: hashApiKey(key),
        ...readRotation(options, at),
        at,
      })
      if (rotated === null) throw keyNotFound(id)
      return { apiKey: toApiKey(rotated.created), key, replaced: toApiKey(rotated.replaced) }
    },
    revoke: async (id, accountId = defaultAccountId()) => {
      if (!(await storage.apiKeys.revoke(accountId, id, clock.now()))) throw keyNotFound(id)
    },
  }
}

const isLiveAt = ({ revokedAt, expiresAt }: ApiKeyRecord, now: number): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now)

/** Says that there is no such key, or that it is over. */
export const keyNotFound = (id: number): KhabeerError =>
  new KhabeerError(
    'api_key_not_found',
    `There is no live API key ${id} in this account. List its keys to see their ids.`,
  )

/** Says that there is no such instance, in the words of every other call. */
export const instanceNotFound = (id: number): KhabeerError =>
  new KhabeerError(
    'instance_not_found',
    `There is no instance ${id} in this account. List its instances to see their ids.`,
  )
