import type { Random } from '../../play/seeded-random.ts'
import type { FaultKind } from '../check/history.ts'
import type { ClusterOptions } from '../cluster-options.ts'

/** What will be done in a round. */
export interface RoundPlan {
  readonly index: number
  readonly kind: FaultKind
  readonly place: number
  /** How long after the burst of messages the fault strikes. */
  readonly delayMs: number
  /**
   * For `stop`, when the member goes on: after so much more than its lease, in the middle of the takeover, or null for
   * once everything was taken over.
   */
  readonly resumeAfterLeaseMs: number | null
}

const longestDelayMs = 200
const longestAmidMs = 1_500

/** Plans the rounds: each kind of fault as often as the others, in places chosen at random. */
export const planRounds = (
  { rounds, members, kinds, isControl }: Pick<ClusterOptions, 'rounds' | 'members' | 'kinds' | 'isControl'>,
  random: Random,
): readonly RoundPlan[] => {
  const deck: FaultKind[] = []
  return Array.from({ length: rounds }, (_, index) => {
    if (deck.length === 0) deck.push(...kinds)
    const [kind] = deck.splice(random.below(deck.length), 1)
    return {
      index: index + 1,
      kind: kind ?? random.pick(kinds),
      place: random.below(members),
      delayMs: random.below(longestDelayMs),
      // Without a fence a member that goes on too early keeps what is its own no more, and nobody takes it over.
      resumeAfterLeaseMs: !isControl && random.fraction() < 0.5 ? random.below(longestAmidMs) : null,
    }
  })
}
