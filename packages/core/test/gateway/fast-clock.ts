import type { Clock } from '@khabeer/core'

/** Builds a clock that runs `speed` times as fast as the machine's, and is that far ahead of it to begin with. */
export const fastClock = (speed: number, aheadMs = 0): Clock => {
  const startedAt = Date.now()
  return {
    elapsed: () => performance.now() * speed,
    now: () => startedAt + aheadMs + (Date.now() - startedAt) * speed,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.max(0, delayMs) / speed)
      return () => clearTimeout(timer)
    },
  }
}
