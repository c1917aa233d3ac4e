import type { Clock } from '../clock.ts'

/** The part of a lease's life after which its owner gives up by itself, before anybody else may begin. */
const givenUpAfter = 0.8

/** Watches, by the owner's own clock, how long its leases surely hold. */
export interface LeaseDeadline {
  /** Whether a lease that was last prolonged by the latest renewal surely still holds. */
  isHeld(): boolean
  /** For how long it surely still holds; 0 once it does not. */
  remainingMs(): number
  /** Says that leases were prolonged by a request made at `askedAt`, in the clock's elapsed milliseconds. */
  renewed(askedAt: number): void
  close(): void
}

/**
 * Builds the watch. The database's clock says when others may take over; this one only has to be earlier, so it counts
 * from before the request and needs no agreement on the time of day.
 */
export const createLeaseDeadline = (input: {
  readonly clock: Clock
  readonly ttlMs: number
  /** Called when nothing prolonged the leases in time; once until the next renewal. */
  readonly onPassed: () => void
}): LeaseDeadline => {
  const { clock, onPassed } = input
  const lifeMs = input.ttlMs * givenUpAfter
  let endsAt = -Infinity
  let cancel: () => void = () => undefined

  const watch = (): void => {
    cancel = clock.after(endsAt - clock.elapsed(), () => {
      // A timer may be early by a fraction of a millisecond.
      if (clock.elapsed() < endsAt) watch()
      else onPassed()
    })
  }

  return {
    isHeld: () => clock.elapsed() < endsAt,
    remainingMs: () => Math.max(0, endsAt - clock.elapsed()),
    renewed: (askedAt) => {
      cancel()
      endsAt = askedAt + lifeMs
      watch()
    },
    close: () => cancel(),
  }
}
