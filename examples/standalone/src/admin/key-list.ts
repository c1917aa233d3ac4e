import type { ApiKey } from '@khabeer/core'
import type { Command } from './command.ts'
import { formatTable } from './format-table.ts'
import type { OwnedKey } from './list-keys.ts'
import { listKeys } from './list-keys.ts'

const header = ['ID', 'ACCOUNT', 'KEY', 'NAME', 'SCOPES', 'INSTANCES', 'CREATED', 'LAST USED', 'STATE']

const stateOf = ({ revokedAt, expiresAt }: ApiKey): string => {
  if (revokedAt !== null) return `revoked ${revokedAt.toISOString()}`
  if (expiresAt === null) return 'live'
  return `${expiresAt.getTime() <= Date.now() ? 'expired' : 'live until'} ${expiresAt.toISOString()}`
}

const toCells = ({ account, apiKey }: OwnedKey): readonly string[] => [
  String(apiKey.id),
  account.name,
  `${apiKey.prefix}…`,
  apiKey.name ?? '',
  apiKey.scopes.join(','),
  apiKey.instanceIds?.join(',') ?? 'all',
  apiKey.createdAt.toISOString(),
  apiKey.lastUsedAt?.toISOString() ?? 'never',
  stateOf(apiKey),
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
