import { parseArgs } from 'node:util'

/** How the harness runs. */
export interface PacedHourOptions {
  /** How many minutes the simulation lasts, by its own clock. */
  readonly minutes: number
  /** How many times as fast as the machine's clock it runs. */
  readonly speed: number
  /** How many numbers write. */
  readonly instances: number
  /** After how many of its minutes one of the processes is restarted, again and again. */
  readonly restartEvery: number
  /** Whether the numbers have no pace and no limits: the control of the whole harness. */
  readonly isControl: boolean
}

/** What `--help` prints. */
export const pacedHourHelp = `npm run paced-hour -- [options]

  --minutes N        how many minutes the simulation lasts, by its own clock (60)
  --speed N          how many times as fast as the machine's clock that runs (60)
  --instances N      how many numbers write (2)
  --restart-every N  after how many of its minutes a process is restarted (8)
  --control          takes the pace and the limits away; has to end with violations
  --help             prints this

KHABEER_TEST_POSTGRES_URL names the PostgreSQL to use; without it one is started. Ends with 1 on any violation.`

/** Reads the arguments; null when only help is wanted. Throws on what it does not know. */
export const readPacedHourOptions = (args: readonly string[]): PacedHourOptions | null => {
  const number = (least: number, text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least)
      throw new Error(`Give a whole number of at least ${least}, not ${text}.`)
    return value
  }
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '60' },
      speed: { type: 'string', default: '60' },
      instances: { type: 'string', default: '2' },
      'restart-every': { type: 'string', default: '8' },
      control: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    minutes: number(1, values.minutes),
    speed: number(1, values.speed),
    instances: number(1, values.instances),
    restartEvery: number(1, values['restart-every']),
    isControl: values.control,
  }
}
