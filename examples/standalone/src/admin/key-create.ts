import type { Command } from './command.ts'
import { findAccount } from './find-account.ts'
import { describeRights, keyOptions, keyOptionsText, readKeyOptions } from './key-options.ts'

/** Makes an API key. */
export const keyCreate: Command = {
  words: 'key create',
  argumentsText: `[--account NAME|ID] ${keyOptionsText}`,
  meaning:
    'Makes an API key and shows it this once; without --account it acts for the account default, and what is not given is not bounded.',
  example: 'key create --account shop --name website --scopes send --instances 1 --expires 90d',
  positionals: 0,
  options: { account: { type: 'string' }, ...keyOptions },
  run: async (core, input) => {
    const account = await findAccount(core, input.options.account ?? 'default')
    const { apiKey, key } = await core.apiKeys.create({ accountId: account.id, ...readKeyOptions(input) })
    return `Key ${apiKey.id} of the account ${account.name} (${describeRights(apiKey)}), shown this once:\n${key}`
  },
}
