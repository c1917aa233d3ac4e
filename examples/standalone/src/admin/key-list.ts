import type { Command } from './command.ts'
import { formatTable } from './format-table.ts'
import type { OwnedKey } from './list-keys.ts'
import { listKeys } from './list-keys.ts'

const header = ['ID', 'ACCOUNT', 'KEY', 'NAME', 'CREATED', 'STATE']

const toCells = ({ account, apiKey }: OwnedKey): readonly string[] => [
  String(apiKey.id),
  account.name,
  `${apiKey.prefix}…`,
  apiKey.name ?? '',
  apiKey.createdAt.toISOString(),
  apiKey.revokedAt === null ? 'live' : `revoked ${apiKey.revokedAt.toISOString()}`,
]

/** Shows the API keys. */
export const keyList: Command = {
  words: 'key list',
  argumentsText: '',
  meaning: 'Shows the keys of all accounts by their first characters.',
  example: 'key list',
  positionals: 0,
  options: {},
  run: async (core) => formatTable([header, ...(await listKeys(core)).map(toCells)]),
}
