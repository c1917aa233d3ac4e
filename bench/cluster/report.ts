import { writeVerdict } from '../check/write-verdict.ts'
import type { TakeoverLimits } from './check/check-history.ts'
import type { FaultKind, History, Round } from './check/history.ts'
import { createOwnerAt } from './check/owner-at.ts'
import type { Violation } from './check/violation.ts'
import { violationKinds } from './check/violation.ts'

const faultNames: Readonly<Record<FaultKind, string>> = {
  kill: 'SIGKILL',
  stop: 'SIGSTOP, SIGCONT',
  term: 'SIGTERM',
}

/** Writes what a run has shown: how fast instances were taken over, what became of the messages, and what was wrong. */
export const writeReport = (
  history: History,
  {
    limits,
    violations,
    refusals,
  }: {
    readonly limits: TakeoverLimits
    readonly violations: readonly Violation[]
    readonly refusals: ReadonlyMap<string, number>
  },
): string =>
  [
    ...takeovers(history.rounds, limits),
    '',
    ...facts(history, refusals),
    '',
    ...writeVerdict(violationKinds, violations),
  ].join('\n')

const takeovers = (rounds: readonly Round[], limits: TakeoverLimits): readonly string[] => [
  row(['fault', 'rounds', 'instances', 'median', 'p99', 'slowest', 'limit']),
  ...(['kill', 'stop', 'term'] as const).flatMap((kind) => {
    const played = rounds.filter((round) => round.kind === kind)
    if (played.length === 0) return []
    const times = played.flatMap(({ recoveredMs }) => recoveredMs.map((ms) => ms ?? Infinity))
    const sorted = times.toSorted((first, second) => first - second)
    const cells = [quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.at(-1) ?? Number.NaN, limits[kind]]
    return [row([faultNames[kind], String(played.length), String(times.length), ...cells.map(seconds)])]
  }),
]

const facts = (history: History, refusals: ReadonlyMap<string, number>): readonly string[] => {
  const { posts, shown, lines, tenures, stanzas } = history
  const accepted = posts.filter(({ acceptedAt }) => acceptedAt !== null).length
  const received = shown.filter(({ fromMe }) => !fromMe).length
  const repeated = stanzas.length - new Set(stanzas.map(({ waMessageId }) => waMessageId)).size
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0)
  return [
    `messages: ${posts.length} posted, ${accepted} accepted, ${received} shown by a phone; ${repeated} written again under their id`,
    `leases: ${tenures.length} tenures, ${lines.length} logins, at most ${mostLogins(history)} in one tenure`,
    `the fence refused ${refused} writes${refused === 0 ? '' : `: ${describeCounts(refusals)}`}`,
  ]
}

const mostLogins = ({ lines, tenures }: Pick<History, 'lines' | 'tenures'>): number => {
  const ownerAt = createOwnerAt(tenures)
  const counts = new Map<string, number>()
  for (const { number, openedAt } of lines) {
    const key = `${number} ${ownerAt(number, openedAt)?.epoch}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

const describeCounts = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([word, count]) => `${word} ${count}`).join(', ')

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN

const seconds = (ms: number): string => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : 'never')

const row = ([first = '', ...cells]: readonly string[]): string =>
  first.padEnd(18) + cells.map((cell) => cell.padStart(11)).join('')
