import { readRun } from '../host/parent/read-run.ts'

/** What a soak can be told to do wrong, so that it has to end with problems. */
export const soakControls = ['print', 'reject', 'linger', 'grow', 'repeat'] as const

/** How the soak runs. */
export interface SoakOptions {
  readonly instances: number
  /** Beside those of the warm-up. */
  readonly messages: number
  /** How often each number's line is cut, beside the warm-up. */
  readonly reconnects: number
  readonly speed: number
  readonly seed: number
  readonly isPostgres: boolean
  /** How much more memory may be used at the end than after the warm-up, in percent. */
  readonly marginPercent: number
  /** The same in MB, for runs so small that a percentage says nothing. */
  readonly marginMb: number
  readonly controls: readonly (typeof soakControls)[number][]
}

/** What `--help` prints. */
export const soakHelp = `npm run soak -- [options]

  --instances N     how many numbers (200)
  --messages N      how many messages, each with its receipts (20000)
  --reconnects N    how often the line of each number is cut (20)
  --storage NAME    sqlite or postgres (sqlite)
  --speed N         how many times as fast the library's clock runs (10)
  --margin N        how much more memory may be used at the end, in percent (10)
  --margin-mb N     and how much in MB, where that is more (8)
  --seed N          the seed of another run
  --control LIST    does something wrong, and has to end with problems: ${soakControls.join(', ')}
  --help            prints this

KHABEER_TEST_POSTGRES_URL names the PostgreSQL to use; without it one is started. Ends with 1 on any problem.`

/** Reads the arguments; null when only help is wanted. Throws on what it does not know. */
export const readSoakOptions = (args: readonly string[], anySeed: number): SoakOptions | null => {
  const given = readRun(args, {
    numbers: {
      instances: 200,
      messages: 20_000,
      reconnects: 20,
      speed: 10,
      margin: 10,
      'margin-mb': 8,
      seed: anySeed,
    },
    controls: soakControls,
    flags: [],
  })
  if (given === null) return null
  const options: SoakOptions = {
    instances: given.number('instances'),
    messages: given.number('messages'),
    reconnects: given.number('reconnects'),
    speed: given.number('speed'),
    seed: given.number('seed'),
    isPostgres: given.isPostgres,
    marginPercent: given.number('margin'),
    marginMb: given.number('margin-mb'),
    controls: given.controls,
  }
  if (options.reconnects < 1) throw new Error('--reconnects takes at least 1.')
  if (options.messages < options.instances * options.reconnects) {
    throw new Error('--messages takes at least one for each number and reconnect.')
  }
  return options
}
