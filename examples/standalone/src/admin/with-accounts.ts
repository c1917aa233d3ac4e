import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'

/**
 * Opens the accounts and keys of a database for one piece of work. Khabeer itself is not started: no number is opened,
 * and a server that runs on the same file keeps running.
 */
export const withAccounts = async <T>(file: string, work: (core: Khabeer) => Promise<T>): Promise<T> => {
  const core = createKhabeer({ storage: sqliteStorage({ file }) })
  try {
    return await work(core)
  } finally {
    await core.stop()
  }
}
