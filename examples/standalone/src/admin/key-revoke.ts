import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { findKey } from './find-key.ts'

/** Ends an API key. */
export const keyRevoke: Command = {
  words: 'key revoke',
  argumentsText: 'ID',
  meaning: 'Ends a key: it is answered 401, by a running server within a second.',
  example: 'key revoke 3',
  positionals: 1,
  options: {},
  run: async (core, input) => {
    const { account, apiKey } = await findKey(core, wordAt(input, 0))
    await core.apiKeys.revoke(apiKey.id, account.id)
    return `Key ${apiKey.id} of the account ${account.name} is revoked.`
  },
}
