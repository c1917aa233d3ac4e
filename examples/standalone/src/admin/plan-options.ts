import type { Account, Plan } from '@khabeer/core'
import type { CommandInput } from './command.ts'
import { UsageError } from './command.ts'

/** The options of a plan and its time zone, as the command line knows them. */
export const planOptions = {
  monthly: { type: 'string' },
  daily: { type: 'string' },
  instances: { type: 'string' },
  'time-zone': { type: 'string' },
} as const

/** How the usage text writes {@link planOptions}. */
export const planOptionsText = '[--monthly N] [--daily N] [--instances N] [--time-zone ZONE]'

const toLimit = (name: string, text: string): number | null => {
  if (text === 'unlimited') return null
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} is '${text}': use a whole number or the word unlimited.`)
}

/** Reads the plan that the options ask for; what is not given stays as it is. */
export const readPlan = ({ options }: CommandInput): Partial<Plan> => ({
  ...(options.monthly === undefined ? {} : { monthlyMessages: toLimit('monthly', options.monthly) }),
  ...(options.daily === undefined ? {} : { dailyMessages: toLimit('daily', options.daily) }),
  ...(options.instances === undefined ? {} : { instances: toLimit('instances', options.instances) }),
})

const toText = (limit: number | null): string => (limit === null ? 'unlimited' : String(limit))

const counted = (limit: number | null, one: string): string => `${toText(limit)} ${one}${limit === 1 ? '' : 's'}`

/** Says in one line what an account may use. */
export const describeAccount = ({ id, name, plan, timeZone, isDisabled }: Account): string =>
  `Account ${id} (${name}): ${counted(plan.monthlyMessages, 'message')} a month, ${toText(plan.dailyMessages)} a day, ` +
  `${counted(plan.instances, 'instance')}, ${timeZone}, ${isDisabled ? 'disabled' : 'enabled'}.`

/** The same facts as the cells of a table. */
export const accountCells = ({ id, name, plan, timeZone, isDisabled }: Account): readonly string[] => [
  String(id),
  name,
  toText(plan.monthlyMessages),
  toText(plan.dailyMessages),
  toText(plan.instances),
  timeZone,
  isDisabled ? 'disabled' : 'enabled',
]
