import type { Clock } from '@khabeer/core'

/** Builds a clock that runs `speed` times as fast as the machine's. */
export const fastClock = (speed: number): Clock => {
  const startedAt = Date.now()
  return {
    elapsed: () => performance.now() * speed,
    now: () => startedAt + (Date.now() - startedAt) * speed,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.max(0, delayMs) / speed)
      return () => clearTimeout(timer)
    },
  }
}
