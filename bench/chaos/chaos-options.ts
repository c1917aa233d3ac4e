import { parseArgs } from 'node:util'
import { knownWords, wholeNumber } from '../host/parent/option-values.ts'

/** What a run can be told to do wrong, so that it has to end with problems. */
export const chaosControls = ['print', 'leak', 'secret', 'reject', 'block', 'linger'] as const

/** How the chaos runs. */
export interface ChaosOptions {
  /** How many faults have to strike. */
  readonly faults: number
  readonly instances: number
  /** How many faults are set within a second. */
  readonly faultsPerSecond: number
  readonly messagesPerSecond: number
  readonly speed: number
  readonly seed: number
  readonly isPostgres: boolean
  /** Whether faults are left out that the client notices after twenty seconds only. */
  readonly isQuick: boolean
  /** The longest time in which the host may not answer. */
  readonly gapMs: number
  readonly controls: readonly (typeof chaosControls)[number][]
}

/** What `--help` prints. */
export const chaosHelp = `npm run chaos -- [options]

  --faults N        how many faults have to strike (10000)
  --instances N     how many numbers (30)
  --rate N          faults a second (16)
  --messages N      messages a second (8)
  --storage NAME    sqlite or postgres, whose connections are ended too (sqlite)
  --speed N         how many times as fast the library's clock runs (30)
  --gap-ms N        the longest time in which the host may not answer (1000)
  --quick           leaves out what takes the client twenty seconds to notice
  --seed N          the seed of another run
  --control LIST    does something wrong, and has to end with problems: ${chaosControls.join(', ')}
  --help            prints this

KHABEER_TEST_POSTGRES_URL names the PostgreSQL to use; without it one is started. Ends with 1 on any problem.`

/** Reads the arguments; null when only help is wanted. Throws on what it does not know. */
export const readChaosOptions = (args: readonly string[], anySeed: number): ChaosOptions | null => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: text,
      instances: text,
      rate: text,
      messages: text,
      storage: text,
      speed: text,
      'gap-ms': text,
      seed: text,
      control: text,
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const [storage = 'sqlite'] = knownWords('--storage', values.storage, ['sqlite', 'postgres'])
  return {
    faults: wholeNumber('--faults', values.faults, 10_000),
    instances: wholeNumber('--instances', values.instances, 30),
    faultsPerSecond: wholeNumber('--rate', values.rate, 16),
    messagesPerSecond: wholeNumber('--messages', values.messages, 8),
    speed: wholeNumber('--speed', values.speed, 30),
    seed: wholeNumber('--seed', values.seed, anySeed),
    isPostgres: storage === 'postgres',
    isQuick: values.quick,
    gapMs: wholeNumber('--gap-ms', values['gap-ms'], 1_000),
    controls: knownWords('--control', values.control, chaosControls),
  }
}
