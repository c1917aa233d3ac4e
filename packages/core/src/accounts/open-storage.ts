import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountPatch } from '../storage/account-store.ts'
import type { Storage } from '../storage/storage.ts'
import { ensureDefaultAccount } from './default-account.ts'

/** The storage, opened at the first call that needs it. */
export interface OpenStorage {
  /** Migrates and makes the default account, once; what failed is tried again at the next call. */
  open(): Promise<void>
  /** Gives the id of the default account. Throws `starting` before the storage is open. */
  defaultAccountId(): number
}

/** Builds the opener of a storage. */
export const createOpenStorage = (storage: Storage, clock: Clock, defaultAccount: AccountPatch): OpenStorage => {
  let opening: Promise<void> | null = null
  let accountId: number | null = null

  const openNow = async (): Promise<void> => {
    await storage.migrate()
    accountId = (await ensureDefaultAccount(storage, clock, defaultAccount)).id
  }

  return {
    open: () => {
      opening ??= openNow().catch((cause: unknown) => {
        opening = null
        throw cause
      })
      return opening
    },
    defaultAccountId: () => {
      if (accountId !== null) return accountId
      throw new KhabeerError('starting', 'Khabeer is not started yet. Call await core.start() first.')
    },
  }
}
