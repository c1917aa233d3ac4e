import { parseArgs } from 'node:util'
import type { TakeoverLimits } from './check/check-history.ts'
import type { FaultKind } from './check/history.ts'

/** How the harness runs. */
export interface ClusterOptions {
  readonly rounds: number
  readonly instances: number
  readonly members: number
  readonly leaseMs: number
  readonly ratePerSecond: number
  readonly seed: number
  readonly kinds: readonly FaultKind[]
  /** Allowed beyond every limit of time, on a machine that does other things too. */
  readonly slackMs: number
  /** Whether the members run without a fence, which has to be noticed. */
  readonly isControl: boolean
}

/** What `--help` prints. */
export const clusterHelp = `npm run cluster -- [options]

  --rounds N        how many faults (200)
  --instances N     how many numbers (50)
  --members N       how many processes share them (3)
  --lease-ms N      how long a lease lasts (5000)
  --rate N          messages a second, beside a burst at each fault (6)
  --faults LIST     which faults: kill,stop,term
  --seed N          the seed of another run, to play the same faults again
  --slack-ms N      allowed beyond every limit of time, on a busy machine (0)
  --control         runs the members without a fence; has to end with violations
  --help            prints this

KHABEER_TEST_POSTGRES_URL names the PostgreSQL to use; without it one is started. Ends with 1 on any violation.`

const allKinds = ['kill', 'stop', 'term'] as const

/** Reads the arguments; null when only help is wanted. Throws on what it does not know. */
export const readClusterOptions = (args: readonly string[], anySeed: number): ClusterOptions | null => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: text,
      instances: text,
      members: text,
      'lease-ms': text,
      rate: text,
      faults: text,
      seed: text,
      'slack-ms': text,
      control: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const options: ClusterOptions = {
    rounds: wholeNumber('--rounds', values.rounds, 200),
    instances: wholeNumber('--instances', values.instances, 50),
    members: wholeNumber('--members', values.members, 3),
    leaseMs: wholeNumber('--lease-ms', values['lease-ms'], 5_000),
    ratePerSecond: wholeNumber('--rate', values.rate, 6),
    seed: wholeNumber('--seed', values.seed, anySeed),
    kinds: faultKinds(values.faults),
    slackMs: wholeNumber('--slack-ms', values['slack-ms'], 0),
    isControl: values.control,
  }
  if (options.members < 2 || options.members > 26) throw new Error('--members takes 2 to 26: one of them must be left.')
  if (options.instances < options.members) throw new Error('--instances takes at least one for each member.')
  return options
}

const wholeNumber = (name: string, value: string | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise
  if (/^\d{1,10}$/.test(value)) return Number(value)
  throw new Error(`${name} takes a whole number, not "${value}".`)
}

const faultKinds = (value: string | undefined): readonly FaultKind[] => {
  if (value === undefined) return allKinds
  return value.split(',').map((word) => {
    const kind = allKinds.find((candidate) => candidate === word)
    if (kind === undefined) throw new Error(`--faults takes some of ${allKinds.join(', ')}, not "${word}".`)
    return kind
  })
}

/** How long a takeover may take: a lease has to run out and 5 s more, or 2 s where the member hands over. */
export const takeoverLimits = ({ leaseMs, slackMs }: ClusterOptions): TakeoverLimits => ({
  kill: leaseMs + 5_000 + slackMs,
  stop: leaseMs + 5_000 + slackMs,
  term: 2_000 + slackMs,
})
