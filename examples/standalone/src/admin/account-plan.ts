import type { Command } from './command.ts'
import { UsageError, wordAt } from './command.ts'
import { findAccount } from './find-account.ts'
import { describeAccount, planOptions, planOptionsText, readPlan } from './plan-options.ts'

/** Changes an account's plan or time zone. */
export const accountPlan: Command = {
  words: 'account plan',
  argumentsText: `NAME|ID ${planOptionsText}`,
  meaning: 'Changes what is given and leaves the rest; the word unlimited takes a limit away.',
  example: 'account plan shop --monthly 5000 --daily unlimited',
  positionals: 1,
  options: planOptions,
  run: async (core, input) => {
    const plan = readPlan(input)
    const timeZone = input.options['time-zone']
    if (Object.keys(plan).length === 0 && timeZone === undefined) {
      throw new UsageError(`Say what to change: ${planOptionsText}`)
    }
    const { id } = await findAccount(core, wordAt(input, 0))
    return describeAccount(await core.accounts.update(id, { plan, timeZone }))
  },
}
