import type { Counts } from '../../play/tally.ts'
import { createTally } from '../../play/tally.ts'
import type { HostTrouble } from '../messages.ts'

/** What is to go wrong inside of this host, each thing once. */
export interface TroubleBook {
  add(trouble: HostTrouble): void
  /** Takes the oldest trouble of some kinds and counts it; null when there is none. */
  take<K extends HostTrouble['kind']>(kinds: readonly K[]): Extract<HostTrouble, { readonly kind: K }> | null
  /** Forgets what has not struck. */
  clear(): void
  /** How often each kind struck so far. */
  struck(): Counts
}

/** Builds an empty book. */
export const createTroubleBook = (): TroubleBook => {
  let waiting: readonly HostTrouble[] = []
  const struck = createTally()
  return {
    add: (trouble) => {
      waiting = [...waiting, trouble]
    },
    take: <K extends HostTrouble['kind']>(kinds: readonly K[]) => {
      const isOfKind = (trouble: HostTrouble): trouble is Extract<HostTrouble, { readonly kind: K }> =>
        kinds.some((kind) => kind === trouble.kind)
      const found = waiting.find(isOfKind)
      if (found === undefined) return null
      waiting = waiting.filter((trouble) => trouble !== found)
      struck.add(found.kind)
      return found
    },
    clear: () => {
      waiting = []
    },
    struck: struck.counts,
  }
}
