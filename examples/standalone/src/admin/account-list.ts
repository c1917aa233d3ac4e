import type { Command } from './command.ts'
import { formatTable } from './format-table.ts'
import { accountCells } from './plan-options.ts'

const header = ['ID', 'NAME', 'MONTHLY', 'DAILY', 'INSTANCES', 'TIME ZONE', 'STATE']

/** Shows the accounts. */
export const accountList: Command = {
  words: 'account list',
  argumentsText: '',
  meaning: 'Shows the accounts and their plans.',
  example: 'account list',
  positionals: 0,
  options: {},
  run: async (core) => formatTable([header, ...(await core.accounts.list()).map(accountCells)]),
}
