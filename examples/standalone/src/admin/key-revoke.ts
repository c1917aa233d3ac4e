import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { listKeys } from './list-keys.ts'

/** Ends an API key. */
export const keyRevoke: Command = {
  words: 'key revoke',
  argumentsText: 'ID',
  meaning: 'Ends a key: it is answered 401, by a running server within a second.',
  example: 'key revoke 3',
  positionals: 1,
  options: {},
  run: async (core, input) => {
    const id = wordAt(input, 0)
    const owned = (await listKeys(core)).find(({ apiKey }) => String(apiKey.id) === id)
    if (owned === undefined) throw new Error(`There is no key ${id}. See them: key list`)
    await core.apiKeys.revoke(owned.apiKey.id, owned.account.id)
    return `Key ${id} of the account ${owned.account.name} is revoked.`
  },
}
