import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { findAccount } from './find-account.ts'
import { describeAccount } from './plan-options.ts'

/** Enables an account again. */
export const accountEnable: Command = {
  words: 'account enable',
  argumentsText: 'NAME|ID',
  meaning: 'Lets it work again; what waited is sent.',
  example: 'account enable shop',
  positionals: 1,
  options: {},
  run: async (core, input) => {
    const { id } = await findAccount(core, wordAt(input, 0))
    return describeAccount(await core.accounts.enable(id))
  },
}
