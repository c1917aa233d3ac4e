import { timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Identity } from '../facade.ts'
import type { Storage } from '../storage/storage.ts'
import { hashApiKey, isApiKeyShaped } from './api-key.ts'
import { keyScopes } from './key-scopes.ts'

/** Tells which account a key acts for. */
export interface Authenticator {
  authenticate(key: string): Promise<Identity | null>
  close(): void
}

/**
 * Builds the authenticator: a small cache before the storage, emptied whenever an account or a key changes here or in
 * another process, so that a revoked key ends at once here and within
 * a second everywhere. A key with a bad checksum costs no query.
 */
export const createAuthenticator = (input: {
  readonly storage: Storage
  /** A key for the default account beside the stored ones. */
  readonly ownKey: string | undefined
  readonly defaultAccountId: () => number
}): Authenticator => {
  const { storage } = input
  const ownHash = input.ownKey === undefined ? null : Buffer.from(hashApiKey(input.ownKey))
  const cache = new LRUCache<string, Identity>({ max: 1_000 })
  // Raised at every change, so that an answer that was read before the change is not cached after it.
  let generation = 0
  const unsubscribe = storage.signals.subscribe((signal) => {
    if (signal.kind !== 'accounts' && signal.kind !== 'elsewhere') return
    generation += 1
    cache.clear()
  })

  const identityOfOwnKey = async (): Promise<Identity | null> => {
    const account = await storage.accounts.get(input.defaultAccountId())
    return account === null ? null : { accountId: account.id, isDisabled: account.isDisabled, scopes: keyScopes }
  }

  const identityOfStoredKey = async (hash: string): Promise<Identity | null> => {
    const found = await storage.apiKeys.findByHash(hash)
    if (found === null) return null
    return { accountId: found.account.id, isDisabled: found.account.isDisabled, scopes: keyScopes }
  }

  return {
    authenticate: async (key) => {
      const hash = hashApiKey(key)
      const known = cache.get(hash)
      if (known !== undefined) return known
      const isOwn = ownHash !== null && timingSafeEqual(Buffer.from(hash), ownHash)
      if (!isOwn && !isApiKeyShaped(key)) return null
      const readAt = generation
      const identity = isOwn ? await identityOfOwnKey() : await identityOfStoredKey(hash)
      if (identity !== null && readAt === generation) cache.set(hash, identity)
      return identity
    },
    close: unsubscribe,
  }
}
