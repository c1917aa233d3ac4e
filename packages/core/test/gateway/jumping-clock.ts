import type { Clock } from '@khabeer/core'

/** A clock that runs like the machine's and can be moved on. */
export interface JumpingClock extends Clock {
  /** Moves the time of day on, and lets every timer ring whose time has come by that. */
  jump(ms: number): void
}

/** Builds a jumping clock. */
export const jumpingClock = (): JumpingClock => {
  const timers = new Set<{ readonly dueAt: number; ring(): void }>()
  let aheadMs = 0
  const now = () => Date.now() + aheadMs
  return {
    now,
    elapsed: () => performance.now(),
    after: (delayMs, callback) => {
      const cancel = () => {
        clearTimeout(timeout)
        timers.delete(timer)
      }
      const timer = {
        dueAt: now() + delayMs,
        ring: () => {
          cancel()
          callback()
        },
      }
      const timeout = setTimeout(timer.ring, Math.min(2 ** 31 - 1, Math.max(0, delayMs)))
      timers.add(timer)
      return cancel
    },
    jump: (ms) => {
      aheadMs += ms
      for (const timer of [...timers]) if (timer.dueAt <= now()) timer.ring()
    },
  }
}
