import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { describeAccount, planOptions, planOptionsText, readPlan } from './plan-options.ts'

/** Makes an account. */
export const accountCreate: Command = {
  words: 'account create',
  argumentsText: `NAME ${planOptionsText}`,
  meaning: 'Makes an account; what is not given is unlimited, and the time zone UTC.',
  example: 'account create shop --monthly 1000 --daily 100 --instances 2 --time-zone Africa/Cairo',
  positionals: 1,
  options: planOptions,
  run: async (core, input) => {
    const account = await core.accounts.create({
      name: wordAt(input, 0),
      plan: readPlan(input),
      timeZone: input.options['time-zone'],
    })
    return `${describeAccount(account)}\nGive it a key: key create --account ${account.id}`
  },
}
