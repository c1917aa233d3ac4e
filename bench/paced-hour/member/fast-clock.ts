import type { Clock } from '@khabeer/core'

/** What makes the clocks of all processes one. */
export interface ClockOptions {
  readonly speed: number
  /** The moment at which it agrees with the machine's clock, in epoch ms. */
  readonly origin: number
}

/** Tells the time of the simulation. */
export const simulatedNow = ({ speed, origin }: ClockOptions): number =>
  Math.floor(origin + (Date.now() - origin) * speed)

/** Builds the clock of a member. Leases live by the database's clock, which is not fast, and so `elapsed` is not either. */
export const createFastClock = (options: ClockOptions): Clock => ({
  now: () => simulatedNow(options),
  elapsed: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, delayMs) / options.speed)
    return () => clearTimeout(timer)
  },
})
