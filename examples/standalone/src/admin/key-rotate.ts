import type { Command } from './command.ts'
import { wordAt } from './command.ts'
import { findKey } from './find-key.ts'
import { describeRights, readDuration, readEnd } from './key-options.ts'

/** Replaces a key. */
export const keyRotate: Command = {
  words: 'key rotate',
  argumentsText: 'ID [--grace TIME] [--expires TIME|never]',
  meaning:
    'Makes a new key that may do the same, and shows it this once; the old one goes on for the grace, a day unless given.',
  example: 'key rotate 3 --grace 12h',
  positionals: 1,
  options: { grace: { type: 'string' }, expires: { type: 'string' } },
  run: async (core, input) => {
    const { grace } = input.options
    const { account, apiKey: old } = await findKey(core, wordAt(input, 0))
    const { apiKey, key, replaced } = await core.apiKeys.rotate(old.id, {
      accountId: account.id,
      graceMs: grace === undefined ? undefined : readDuration('grace', grace),
      expiresAt: readEnd(input),
    })
    return [
      `Key ${old.id} of the account ${account.name} ends at ${replaced.expiresAt?.toISOString() ?? 'no time'}.`,
      `Key ${apiKey.id} takes its place (${describeRights(apiKey)}), shown this once:`,
      key,
    ].join('\n')
  },
}
