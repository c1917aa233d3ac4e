import { commands } from './commands.ts'

const describe = ({ words, argumentsText, meaning, example }: (typeof commands)[number]): string =>
  [`  ${words} ${argumentsText}`.trimEnd(), `      ${meaning}`, `      npm run admin -- ${example}`].join('\n')

/** Says how the admin tool is used. */
export const usage = (): string =>
  [
    'Manages the accounts and keys of the database that KHABEER_DATABASE names (./khabeer.db without it), in the schema',
    'that KHABEER_DATABASE_SCHEMA names, also while servers run.',
    '',
    ...commands.map(describe),
  ].join('\n')
