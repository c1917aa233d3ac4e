import { readRun } from '../host/parent/read-run.ts'

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
  const given = readRun(args, {
    numbers: { faults: 10_000, instances: 30, rate: 16, messages: 8, speed: 30, seed: anySeed, 'gap-ms': 1_000 },
    controls: chaosControls,
    flags: ['quick'],
  })
  if (given === null) return null
  return {
    faults: given.number('faults'),
    instances: given.number('instances'),
    faultsPerSecond: given.number('rate'),
    messagesPerSecond: given.number('messages'),
    speed: given.number('speed'),
    seed: given.number('seed'),
    isPostgres: given.isPostgres,
    isQuick: given.isSet('quick'),
    gapMs: given.number('gap-ms'),
    controls: given.controls,
  }
}
