import type { Clock } from '@khabeer/core'

/** Builds a clock that begins at the machine's time and runs `speed` times as fast. */
export const fastClock = (speed: number): Clock => {
  const startedAt = Date.now()
  const startedElapsed = performance.now()
  const elapsed = () => (performance.now() - startedElapsed) * speed
  return {
    now: () => Math.round(startedAt + elapsed()),
    elapsed,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.max(0, delayMs) / speed)
      return () => clearTimeout(timer)
    },
  }
}
