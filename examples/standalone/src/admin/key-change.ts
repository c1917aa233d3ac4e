import type { Command } from './command.ts'
import { UsageError, wordAt } from './command.ts'
import { findKey } from './find-key.ts'
import { describeRights, keyOptions, keyOptionsText, readKeyOptions } from './key-options.ts'

/** Changes what a key may do. */
export const keyChange: Command = {
  words: 'key change',
  argumentsText: `ID ${keyOptionsText}`,
  meaning: 'Changes what is given and leaves the rest; a running server knows it within a second.',
  example: 'key change 3 --scopes read,send --instances all',
  positionals: 1,
  options: keyOptions,
  run: async (core, input) => {
    const change = readKeyOptions(input)
    if (Object.values(change).every((value) => value === undefined)) {
      throw new UsageError(`Say what to change: ${keyOptionsText}`)
    }
    const { account, apiKey } = await findKey(core, wordAt(input, 0))
    const changed = await core.apiKeys.update(apiKey.id, change, account.id)
    return `Key ${apiKey.id} of the account ${account.name}: ${describeRights(changed)}.`
  },
}
