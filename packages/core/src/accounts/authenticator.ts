import { timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import type { AccountRecord, ApiKeyRecord } from '../storage/account-record.ts'
import type { AccountStore, ApiKeyStore } from '../storage/account-store.ts'
import { keyScopes } from '../storage/key-scopes.ts'
import type { Signals } from '../storage/signals.ts'
import { hashApiKey, isApiKeyShaped } from './api-key.ts'
import type { Identity } from './identity.ts'
import { createKeyUses } from './key-uses.ts'

/** How long an answer is believed without another look: the longest a revoked key lives where no signal comes through. */
const freshMs = 800

/** Tells which account a key acts for. */
export interface Authenticator {
  authenticate(key: string): Promise<Identity | null>
  close(): Promise<void>
}

/** What of a storage is asked to authenticate. */
export interface KeyStorage {
  readonly apiKeys: Pick<ApiKeyStore, 'findByHash' | 'noteUses'>
  readonly accounts: Pick<AccountStore, 'get'>
  readonly signals: Pick<Signals, 'subscribe'>
}

interface KnownIdentity {
  readonly identity: Identity
  /** By the clock that nobody sets. */
  readonly readAt: number
}

/**
 * Builds the authenticator: a small cache before the storage, emptied whenever an account or a key changes here or in
 * another process, and believed for less than a second where nothing is told. So a revoked key ends at once here, and
 * within a second everywhere. A key with a bad checksum costs no query.
 */
export const createAuthenticator = (input: {
  readonly storage: KeyStorage
  readonly clock: Clock
  /** A key for the default account beside the stored ones. */
  readonly ownKey: string | undefined
  readonly defaultAccountId: () => number
}): Authenticator => {
  const { storage, clock } = input
  const ownHash = input.ownKey === undefined ? null : Buffer.from(hashApiKey(input.ownKey))
  const cache = new LRUCache<string, KnownIdentity>({ max: 1_000 })
  const reading = new Map<string, Promise<Identity | null>>()
  const uses = createKeyUses({ apiKeys: storage.apiKeys, clock })
  // Raised at every change, so that an answer that was read before the change is not cached after it.
  let generation = 0
  const unsubscribe = storage.signals.subscribe((signal) => {
    if (signal.kind !== 'accounts' && signal.kind !== 'elsewhere') return
    generation += 1
    cache.clear()
    reading.clear()
  })

  const readOwnKey = async (): Promise<Identity | null> => {
    const account = await storage.accounts.get(input.defaultAccountId())
    return account === null ? null : toOwnIdentity(account)
  }

  const readStoredKey = async (hash: string): Promise<Identity | null> => {
    const found = await storage.apiKeys.findByHash(hash)
    return found === null ? null : toIdentity(found)
  }

  const read = async (hash: string, isOwn: boolean): Promise<Identity | null> => {
    const readIn = generation
    const readAt = clock.elapsed()
    const identity = isOwn ? await readOwnKey() : await readStoredKey(hash)
    if (identity !== null && readIn === generation) cache.set(hash, { identity, readAt })
    return identity
  }

  /** Many requests with a key that has to be looked at again ask once. */
  const readOnce = (hash: string, isOwn: boolean): Promise<Identity | null> => {
    const begun = reading.get(hash)
    if (begun !== undefined) return begun
    const own = read(hash, isOwn).finally(() => {
      if (reading.get(hash) === own) reading.delete(hash)
    })
    reading.set(hash, own)
    return own
  }

  const identify = async (key: string): Promise<Identity | null> => {
    const hash = hashApiKey(key)
    const known = cache.get(hash)
    if (known !== undefined && clock.elapsed() - known.readAt < freshMs) return known.identity
    const isOwn = ownHash !== null && timingSafeEqual(Buffer.from(hash), ownHash)
    return isOwn || isApiKeyShaped(key) ? readOnce(hash, isOwn) : null
  }

  return {
    authenticate: async (key) => {
      const identity = await identify(key)
      if (identity === null) return null
      if (identity.expiresAt !== null && identity.expiresAt.getTime() <= clock.now()) return null
      if (identity.apiKeyId !== null) uses.note(identity.apiKeyId)
      return identity
    },
    close: async () => {
      unsubscribe()
      await uses.close()
    },
  }
}

const toOwnIdentity = ({ id, isDisabled }: AccountRecord): Identity => ({
  accountId: id,
  isDisabled,
  apiKeyId: null,
  scopes: keyScopes,
  instanceIds: null,
  expiresAt: null,
})

const toIdentity = (found: { readonly apiKey: ApiKeyRecord; readonly account: AccountRecord }): Identity => ({
  accountId: found.account.id,
  isDisabled: found.account.isDisabled,
  apiKeyId: found.apiKey.id,
  scopes: found.apiKey.scopes,
  instanceIds: found.apiKey.instanceIds,
  expiresAt: found.apiKey.expiresAt === null ? null : new Date(found.apiKey.expiresAt),
})
