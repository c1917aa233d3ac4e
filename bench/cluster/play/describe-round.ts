import type { Round } from '../check/history.ts'

/** Writes what a round was, in one line. */
export const describeRound = (
  { index, kind, member, owned, recoveredMs, problems }: Round,
  { rounds, ms, accepted }: { readonly rounds: number; readonly ms: number; readonly accepted: number },
): string => {
  const slowest = recoveredMs.includes(null) ? 'not all of them' : `${Math.max(0, ...recoveredMs.map(Number))} ms`
  const words = [
    `${index}/${rounds}`,
    `${kind} ${member}`,
    `${owned} taken over in ${slowest}`,
    `round ${(ms / 1_000).toFixed(1)} s`,
    `${accepted} accepted`,
    ...problems,
  ]
  return words.join('  ')
}
