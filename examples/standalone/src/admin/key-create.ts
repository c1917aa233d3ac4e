import type { Command } from './command.ts'
import { findAccount } from './find-account.ts'

/** Makes an API key. */
export const keyCreate: Command = {
  words: 'key create',
  argumentsText: '[--account NAME|ID] [--name NAME]',
  meaning: 'Makes an API key and shows it this once; without --account it acts for the account default.',
  example: 'key create --account shop --name website',
  positionals: 0,
  options: { account: { type: 'string' }, name: { type: 'string' } },
  run: async (core, { options }) => {
    const account = await findAccount(core, options.account ?? 'default')
    const { apiKey, key } = await core.apiKeys.create({ accountId: account.id, name: options.name })
    return `Key ${apiKey.id} of the account ${account.name}, shown this once:\n${key}`
  },
}
