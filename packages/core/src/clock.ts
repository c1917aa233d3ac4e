/** Where Khabeer takes the time from; tests and simulations pass their own. */
export interface Clock {
  /** The time in epoch milliseconds. */
  now(): number
  /** Milliseconds since some moment, which go on evenly however the time of day is set. */
  elapsed(): number
  /** Calls back once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

/** Builds the clock of the machine. */
export const systemClock = (): Clock => ({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
})
