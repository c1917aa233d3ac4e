import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import { toApiKey } from '../facade.ts'
import type { Storage } from '../storage/storage.ts'
import { createApiKey, hashApiKey, prefixOfApiKey } from './api-key.ts'

/** Builds the calls on API keys, but for authentication. */
export const createApiKeysService = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly defaultAccountId: () => number
}): Omit<Khabeer['apiKeys'], 'authenticate'> => {
  const { storage, clock, defaultAccountId } = input

  return {
    create: async (given = {}) => {
      const accountId = given.accountId ?? defaultAccountId()
      const key = createApiKey()
      const record = await storage.apiKeys.create({
        accountId,
        name: given.name ?? null,
        prefix: prefixOfApiKey(key),
        hash: hashApiKey(key),
        at: clock.now(),
      })
      if (record === null) throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      return { apiKey: toApiKey(record), key }
    },
    list: async (accountId = defaultAccountId()) => (await storage.apiKeys.list(accountId)).map(toApiKey),
    revoke: async (id, accountId = defaultAccountId()) => {
      if (await storage.apiKeys.revoke(accountId, id, clock.now())) return
      throw new KhabeerError('api_key_not_found', `There is no live API key ${id} in account ${accountId}.`)
    },
  }
}
