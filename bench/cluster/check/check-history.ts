import { checkMessages } from '../../check/check-messages.ts'
import { checkLines } from './check-lines.ts'
import type { FaultKind, History, Round } from './history.ts'
import type { Violation } from './violation.ts'

/** How long after a fault every instance of its member must be on the line again. */
export type TakeoverLimits = Readonly<Record<FaultKind, number>>

/** Judges a whole run. */
export const checkHistory = (history: History, limits: TakeoverLimits): readonly Violation[] => [
  ...checkMessages(history),
  ...checkLines(history),
  ...history.staleWrites.map(
    ({ member, table, number }): Violation => ({ kind: 'stale_write', detail: `${table} of ${number} by ${member}` }),
  ),
  ...history.rounds.flatMap((round) => [...findLate(round, limits[round.kind]), ...findTroubles(round)]),
]

const findLate = ({ index, kind, member, recoveredMs }: Round, limitMs: number): readonly Violation[] =>
  recoveredMs
    .filter((ms) => ms === null || ms > limitMs)
    .map((ms) => ({
      kind: 'late_takeover',
      detail: `round ${index}, ${kind} of ${member}: ${ms === null ? 'never' : `after ${ms} ms`}`,
    }))

const findTroubles = ({ index, kind, member, problems }: Round): readonly Violation[] =>
  problems.map((problem) => ({ kind: 'trouble', detail: `round ${index}, ${kind} of ${member}: ${problem}` }))
