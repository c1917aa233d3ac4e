import type { Account, ApiKey, Khabeer } from '@khabeer/core'

/** A key and the account it acts for. */
export interface OwnedKey {
  readonly account: Account
  readonly apiKey: ApiKey
}

/** Lists the keys of all accounts. */
export const listKeys = async (core: Khabeer): Promise<readonly OwnedKey[]> => {
  const accounts = await core.accounts.list()
  const keys = await Promise.all(
    accounts.map(async (account) =>
      (await core.apiKeys.list(account.id)).map((apiKey) => ({ account, apiKey }) satisfies OwnedKey),
    ),
  )
  return keys.flat()
}
