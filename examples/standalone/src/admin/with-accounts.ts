import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'

/**
 * Opens the accounts and keys of a database for one piece of work. Khabeer itself is not started: no number is opened,
 * and a server that runs on the same file keeps running.
 */
export const withAccounts = async <T>(file: string, work: (core: Khabeer) => Promise<T>): Promise<T> => {
  const storage = sqliteStorage({ file })
  try {
    await storage.migrate()
    const core = createKhabeer({ storage })
    const names = (await core.accounts.list()).map(({ name }) => name)
    // On a new database the server has not made it yet.
    if (!names.includes('default')) await core.accounts.create({ name: 'default' })
    return await work(core)
  } finally {
    await storage.close()
  }
}
