import type { Clock } from '../clock.ts'
import type { InstanceStore, ShownCode } from '../storage/instance-store.ts'

/** How far reads of the codes stand apart: whatever changes an instance's row may have changed its code. */
export const codesGapMs = 200

/** The QR codes that are shown now, read once for all streams of this process. */
export interface ShownCodes {
  /** Counts somebody who wants them, until the returned function is called. */
  want(): () => void
  /** Notes that one may have changed. */
  expectChange(): void
  isLookDue(): boolean
  /** Reads them when that is due, and gives the accounts of those that are new. */
  look(): Promise<ReadonlySet<number>>
  /** Gives those of an account that can still be scanned. */
  of(accountId: number): readonly ShownCode[]
}

/** Builds the codes of a process; nothing is read while nobody wants them. */
export const createShownCodes = (
  { instances }: { readonly instances: Pick<InstanceStore, 'shownCodes'> },
  clock: Clock,
): ShownCodes => {
  let wanting = 0
  let mayHaveChanged = true
  let lookedAt = Number.NEGATIVE_INFINITY
  let shown: readonly ShownCode[] = []

  const isLookDue = (): boolean => wanting > 0 && mayHaveChanged

  return {
    want: () => {
      wanting += 1
      mayHaveChanged = true
      return () => {
        wanting -= 1
        // What nobody looked at meanwhile is no longer known.
        if (wanting === 0) shown = []
      }
    },
    expectChange: () => {
      mayHaveChanged = true
    },
    isLookDue,
    look: async () => {
      if (!isLookDue() || clock.elapsed() - lookedAt < codesGapMs) return new Set()
      lookedAt = clock.elapsed()
      mayHaveChanged = false
      const known = new Set(shown.map(({ qr }) => qr))
      const found = await instances.shownCodes().catch((cause: unknown) => {
        mayHaveChanged = true
        throw cause
      })
      shown = wanting > 0 ? found : []
      return new Set(shown.filter(({ qr }) => !known.has(qr)).map(({ accountId }) => accountId))
    },
    of: (accountId) => shown.filter((code) => code.accountId === accountId && code.expiresAt > clock.now()),
  }
}
