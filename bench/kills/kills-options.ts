import { parseArgs } from 'node:util'
import type { KillPoint } from './plan/kill-points.ts'
import { killPoints } from './plan/kill-points.ts'

/** The designs that lose or repeat messages, by which the harness shows that it sees both. */
export const controls = ['new-id', 'fail-on-restart'] as const

/** One of them. */
export type Control = (typeof controls)[number]

/** The databases that can be tried. */
export const stores = ['sqlite', 'postgres'] as const

/** One of them. */
export type StoreKind = (typeof stores)[number]

/** How the harness runs. */
export interface KillsOptions {
  readonly kills: number
  readonly store: StoreKind
  readonly instances: number
  readonly recipients: number
  /** How many gateways, each with a database of its own, are killed side by side. */
  readonly lanes: number
  readonly leaseMs: number
  readonly points: readonly KillPoint[]
  readonly seed: number
  /** After how many minutes no further process is killed; null for no end. */
  readonly minutes: number | null
  readonly control: Control | null
}

/** What `--help` prints. */
export const killsHelp = `npm run kills -- [options]

  --kills N         how many kills (1000)
  --store KIND      sqlite or postgres (sqlite)
  --instances N     how many numbers each gateway has (3)
  --recipients N    how many people each number writes to (4)
  --lanes N         how many gateways are killed side by side, each with a database of its own (2)
  --lease-ms N      how long a lease lasts, on postgres (1000)
  --points LIST     some of ${Object.keys(killPoints).join(', ')} (all)
  --seed N          the seed of another run, to plan the same kills again
  --minutes N       kills nothing more after so long, whatever is left to kill (no end)
  --control KIND    new-id or fail-on-restart: runs a design that repeats or loses messages; has to end with violations
  --help            prints this

KHABEER_TEST_POSTGRES_URL names the PostgreSQL to use; without it one is started. Ends with 1 on any violation.`

const allPoints = Object.keys(killPoints) as readonly KillPoint[] // its keys are those of the object

/** Reads the arguments; null when only help is wanted. Throws on what it does not know. */
export const readKillsOptions = (args: readonly string[], anySeed: number): KillsOptions | null => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: text,
      store: text,
      instances: text,
      recipients: text,
      lanes: text,
      'lease-ms': text,
      points: text,
      seed: text,
      minutes: text,
      control: text,
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    kills: atLeastOne('--kills', values.kills, 1_000),
    store: word('--store', values.store ?? 'sqlite', stores),
    instances: atLeastOne('--instances', values.instances, 3),
    recipients: atLeastOne('--recipients', values.recipients, 4),
    lanes: atLeastOne('--lanes', values.lanes, 2),
    leaseMs: atLeastOne('--lease-ms', values['lease-ms'], 1_000),
    points: values.points?.split(',').map((point) => word('--points', point, allPoints)) ?? allPoints,
    seed: wholeNumber('--seed', values.seed, anySeed),
    minutes: values.minutes === undefined ? null : atLeastOne('--minutes', values.minutes, 1),
    control: values.control === undefined ? null : word('--control', values.control, controls),
  }
}

const wholeNumber = (name: string, value: string | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise
  if (/^\d{1,10}$/.test(value)) return Number(value)
  throw new Error(`${name} takes a whole number, not "${value}".`)
}

const atLeastOne = (name: string, value: string | undefined, otherwise: number): number => {
  const number = wholeNumber(name, value, otherwise)
  if (number === 0) throw new Error(`${name} takes at least 1.`)
  return number
}

const word = <Word extends string>(name: string, value: string, words: readonly Word[]): Word => {
  const found = words.find((candidate) => candidate === value)
  if (found === undefined) throw new Error(`${name} takes one of ${words.join(', ')}, not "${value}".`)
  return found
}
