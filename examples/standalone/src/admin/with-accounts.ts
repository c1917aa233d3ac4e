import type { Khabeer, Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'

/**
 * Opens the accounts and keys of a database for one piece of work. Khabeer itself is not started: no number is opened,
 * and a server that runs on the same database keeps running.
 */
export const withAccounts = async <T>(storage: Storage, work: (core: Khabeer) => Promise<T>): Promise<T> => {
  const core = createKhabeer({ storage })
  try {
    return await work(core)
  } finally {
    await core.stop()
  }
}
