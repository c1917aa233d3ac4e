import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { findAccount } from './find-account.ts'
import { describeAccount } from './plan-options.ts'

/** Disables an account. */
export const accountDisable: Command = {
  words: 'account disable',
  argumentsText: 'NAME|ID',
  meaning: 'Answers 403 to all its requests, within a second; what is queued waits and its numbers stay linked.',
  example: 'account disable shop',
  positionals: 1,
  options: {},
  run: async (core, input) => {
    const { id } = await findAccount(core, wordAt(input, 0))
    return describeAccount(await core.accounts.disable(id))
  },
}
