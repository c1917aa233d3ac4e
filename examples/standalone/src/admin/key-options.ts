import type { ApiKey, ApiKeyInput, KeyScope } from '@khabeer/core'
import type { CommandInput } from './command.ts'
import { UsageError } from './command.ts'

/** The options of what a key may do, as the command line knows them. */
export const keyOptions = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  instances: { type: 'string' },
  expires: { type: 'string' },
} as const

/** How the usage text writes {@link keyOptions}. */
export const keyOptionsText = '[--name NAME] [--scopes read,send,manage] [--instances ID,ID|all] [--expires TIME|never]'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Reads a time such as `90d`, `12h` or `30m`, in ms. */
export const readDuration = (name: string, text: string): number => {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (amount === undefined) throw new UsageError(`--${name} is '${text}': use a time such as 30m, 12h or 90d.`)
  // The pattern admits no other unit.
  return Number(amount) * unitMs[unit as keyof typeof unitMs]
}

const toScopes = (text: string): readonly KeyScope[] =>
  text.split(',').map((word) => {
    if (word === 'read' || word === 'send' || word === 'manage') return word
    throw new UsageError(`--scopes is '${text}': use some of read, send and manage, with commas between.`)
  })

const toInstanceIds = (text: string): readonly number[] | null => {
  if (text === 'all') return null
  if (/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/.test(text)) return text.split(',').map(Number)
  throw new UsageError(`--instances is '${text}': use ids with commas between, such as 1,2, or the word all.`)
}

const toEnd = (text: string, now: number): Date | null => {
  if (text === 'never') return null
  if (/^\d+[mhd]$/.test(text)) return new Date(now + readDuration('expires', text))
  const end = /^\d{4}-\d\d-\d\dT.+(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (!Number.isNaN(end.getTime())) return end
  throw new UsageError(`--expires is '${text}': use a time such as 90d or 2027-01-31T00:00:00Z, or the word never.`)
}

/** Reads when a key is to end; undefined when nothing is said. */
export const readEnd = ({ options }: CommandInput): Date | null | undefined =>
  options.expires === undefined ? undefined : toEnd(options.expires, Date.now())

/** Reads what the options say of a key; what is not given is left out. */
export const readKeyOptions = (input: CommandInput): ApiKeyInput => ({
  name: input.options.name,
  scopes: input.options.scopes === undefined ? undefined : toScopes(input.options.scopes),
  instanceIds: input.options.instances === undefined ? undefined : toInstanceIds(input.options.instances),
  expiresAt: readEnd(input),
})

/** Says in words what a key may do, and until when. */
export const describeRights = ({ scopes, instanceIds, expiresAt }: ApiKey): string =>
  `${scopes.join(', ')}; ${instanceIds === null ? 'all instances' : `${instanceIds.length === 1 ? 'instance' : 'instances'} ${instanceIds.join(', ')}`}; ` +
  (expiresAt === null ? 'never expires' : `until ${expiresAt.toISOString()}`)
