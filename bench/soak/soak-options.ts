import { parseArgs } from 'node:util'
import { knownWords, wholeNumber } from '../host/parent/option-values.ts'

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
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      instances: text,
      messages: text,
      reconnects: text,
      storage: text,
      speed: text,
      margin: text,
      'margin-mb': text,
      seed: text,
      control: text,
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const [storage = 'sqlite'] = knownWords('--storage', values.storage, ['sqlite', 'postgres'])
  const options: SoakOptions = {
    instances: wholeNumber('--instances', values.instances, 200),
    messages: wholeNumber('--messages', values.messages, 20_000),
    reconnects: wholeNumber('--reconnects', values.reconnects, 20),
    speed: wholeNumber('--speed', values.speed, 10),
    seed: wholeNumber('--seed', values.seed, anySeed),
    isPostgres: storage === 'postgres',
    marginPercent: wholeNumber('--margin', values.margin, 10),
    marginMb: wholeNumber('--margin-mb', values['margin-mb'], 8),
    controls: knownWords('--control', values.control, soakControls),
  }
  if (options.reconnects < 1) throw new Error('--reconnects takes at least 1.')
  if (options.messages < options.instances * options.reconnects) {
    throw new Error('--messages takes at least one for each number and reconnect.')
  }
  return options
}
