import type { Account, Khabeer } from '@khabeer/core'

/** Finds an account by its name or its id; a name of digits wins over an id. Throws when there is none. */
export const findAccount = async (core: Khabeer, nameOrId: string): Promise<Account> => {
  const accounts = await core.accounts.list()
  const found =
    accounts.find((account) => account.name === nameOrId) ?? accounts.find((account) => String(account.id) === nameOrId)
  if (found === undefined) throw new Error(`There is no account ${nameOrId}. See them: account list`)
  return found
}
