import type { HostTrouble } from '../host/messages.ts'
import type { Random } from '../play/seeded-random.ts'
import { createRandom } from '../play/seeded-random.ts'
import type { FileFault } from './bad-files.ts'
import type { NetworkFault } from './bad-network.ts'

/** A fault in the words of the sandbox's control API. */
export type SandboxFault = { readonly kind: string } & Readonly<Record<string, string | number | boolean>>

/** One thing that goes wrong. */
export type ChaosFault =
  /** With the next thing that fits. */
  | { readonly at: 'sandbox'; readonly fault: SandboxFault }
  /** With the live line of some number, now. */
  | { readonly at: 'line'; readonly fault: SandboxFault }
  | { readonly at: 'network'; readonly fault: NetworkFault }
  | { readonly at: 'files'; readonly fault: FileFault }
  | { readonly at: 'host'; readonly fault: HostTrouble }
  /** One connection of the library to PostgreSQL is ended by the server. */
  | { readonly at: 'database' }

/** Names a fault for a count: where it strikes, and its kind. */
export const nameOfFault = (fault: ChaosFault): string =>
  fault.at === 'database' ? 'database end' : `${fault.at} ${fault.fault.kind}`

/** Codes of stream errors after which a number comes back by itself. */
const passingStreamErrors = [408, 428, 440, 500, 503, 515]
/** Codes of refused logins after which a number comes back by itself. */
const passingFailures = [400, 404, 408, 428, 500, 501, 503, 599]
/** Codes of refused messages that say nothing about the number. */
const refusals = [400, 404, 421, 479, 480, 500, 503]
const upgradeStatuses = [429, 500, 502, 503]
const uploadStatuses = [413, 500, 503]
const fileStatuses = [403, 404, 500, 503]
const queries = ['usync', 'encrypt', 'w:m', 'passive', 'privacy']
const queryErrors = [
  { code: 429, text: 'rate-overlimit' },
  { code: 500, text: 'internal-server-error' },
  { code: 503, text: 'service-unavailable' },
]
const storageCodes = ['storage_failed', 'storage_busy', 'storage_full'] as const

const longestHangMs = 1_500
const longestStallMs = 3_000
const longestLateAckMs = 3_000

interface Kind {
  /** How often it is chosen, beside the others. */
  readonly weight: number
  /** Whether the client waits for twenty seconds or longer until it notices. */
  readonly isSlow?: true
  readonly make: (random: Random) => ChaosFault
}

const onSandbox = (weight: number, make: (random: Random) => SandboxFault): Kind => ({
  weight,
  make: (random) => ({ at: 'sandbox', fault: make(random) }),
})
const onLine = (weight: number, make: (random: Random) => SandboxFault): Kind => ({
  weight,
  make: (random) => ({ at: 'line', fault: make(random) }),
})
const onNetwork = (weight: number, make: (random: Random) => NetworkFault): Kind => ({
  weight,
  make: (random) => ({ at: 'network', fault: make(random) }),
})
const onFiles = (weight: number, make: (random: Random) => FileFault): Kind => ({
  weight,
  make: (random) => ({ at: 'files', fault: make(random) }),
})
const onHost = (weight: number, make: (random: Random) => HostTrouble): Kind => ({
  weight,
  make: (random) => ({ at: 'host', fault: make(random) }),
})

const slow = (kind: Kind): Kind => ({ ...kind, isSlow: true })

const anywhere: readonly Kind[] = [
  onSandbox(3, () => ({ kind: 'withhold_ack' })),
  onSandbox(3, (random) => ({ kind: 'delay_ack', delayMs: 1 + random.below(longestLateAckMs) })),
  onSandbox(3, (random) => ({ kind: 'refuse_ack', code: random.pick(refusals) })),
  onSandbox(4, () => ({ kind: 'drop_before' })),
  onSandbox(4, () => ({ kind: 'drop_after' })),
  onSandbox(3, (random) => ({ kind: 'stream_error_on_message', code: random.pick(passingStreamErrors) })),
  onSandbox(4, (random) => ({ kind: 'refuse_login', code: random.pick(passingFailures) })),
  slow(onSandbox(4, (random) => ({ kind: 'ignore_iq', xmlns: random.pick(queries) }))),
  onSandbox(3, (random) => ({ kind: 'refuse_iq', xmlns: random.pick(queries), ...random.pick(queryErrors) })),
  onSandbox(3, () => ({ kind: 'drop_handshake' })),
  onSandbox(3, (random) => ({ kind: 'refuse_upgrade', status: random.pick(upgradeStatuses) })),
  slow(onSandbox(1, () => ({ kind: 'mute' }))),
  onLine(4, (random) => ({ kind: 'stream_error', code: random.pick(passingStreamErrors) })),
  onLine(3, () => ({ kind: 'disconnect' })),
  onLine(4, () => ({ kind: 'garbage' })),
  slow(onLine(1, () => ({ kind: 'silence' }))),
  onNetwork(4, () => ({ kind: 'cut' })),
  onNetwork(4, () => ({ kind: 'half' })),
  onNetwork(4, () => ({ kind: 'flip', isAtHead: false })),
  slow(onNetwork(2, () => ({ kind: 'flip', isAtHead: true }))),
  onNetwork(2, (random) => ({ kind: 'stall', delayMs: 1 + random.below(longestStallMs) })),
  onNetwork(4, () => ({ kind: 'refuse' })),
  onNetwork(4, () => ({ kind: 'nonsense' })),
  onSandbox(0.5, (random) => ({ kind: 'refuse_uploads', status: random.pick(uploadStatuses) })),
  onSandbox(0.5, (random) => ({ kind: 'delay_uploads', delayMs: 1 + random.below(longestHangMs) })),
  onFiles(1, (random) => ({ kind: 'status', status: random.pick(fileStatuses) })),
  onFiles(1, (random) => ({ kind: 'slow', delayMs: 1 + random.below(longestHangMs) })),
  onFiles(1, () => ({ kind: 'half' })),
  onFiles(1, () => ({ kind: 'nonsense' })),
  onHost(8, (random) => ({ kind: 'refuse', code: random.pick(storageCodes) })),
  onHost(5, () => ({ kind: 'lose_answer' })),
  onHost(5, (random) => ({
    kind: 'hang',
    delayMs: 1 + random.below(longestHangMs),
    isRefused: random.fraction() < 0.5,
  })),
  onHost(2, (random) => ({ kind: 'listener', isAsync: random.fraction() < 0.5 })),
]

const ofPostgres: Kind = { weight: 8, make: () => ({ at: 'database' }) }

/** What a plan is made for. */
export interface FaultPlanOptions {
  readonly isPostgres: boolean
  /** Whether the slow kinds are left out. */
  readonly isQuick: boolean
}

const kindsFor = ({ isPostgres, isQuick }: FaultPlanOptions): readonly Kind[] =>
  [...anywhere, ...(isPostgres ? [ofPostgres] : [])].filter(({ isSlow = false }) => !(isQuick && isSlow))

/** Names every fault that a plan has. */
export const namesOfFaults = (options: FaultPlanOptions): readonly string[] => [
  ...new Set(kindsFor(options).map(({ make }) => nameOfFault(make(createRandom(0))))),
]

/** Chooses what goes wrong next. */
export type ChooseFault = () => ChaosFault

/**
 * Builds the choice of a run: the same faults in the same order for the same seed. Each kind has its turn once before
 * chance decides.
 */
export const createFaultPlan = (random: Random, options: FaultPlanOptions): ChooseFault => {
  const kinds = kindsFor(options)
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0)
  const first = shuffled(kinds, random)
  const byWeight = (): Kind | undefined => {
    let left = random.fraction() * total
    return kinds.find(({ weight }) => {
      left -= weight
      return left < 0
    })
  }
  return () => {
    const kind = first.pop() ?? byWeight() ?? random.pick(kinds)
    return kind.make(random)
  }
}

const shuffled = (kinds: readonly Kind[], random: Random): Kind[] =>
  kinds
    .map((kind) => ({ kind, place: random.fraction() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ kind }) => kind)
