import type { Clock } from '@khabeer/core'

/** A timer that somebody set. */
export interface SetTimer {
  readonly delayMs: number
  /** Lets its time come. */
  fire(): void
}

/** A clock whose timers run out only when a test says so. */
export interface ManualClock {
  readonly clock: Clock
  /** Resolves with the timer that is set, or with the next one. One at a time is enough here. */
  nextTimer(): Promise<SetTimer>
  /** How many timers are set. */
  pending(): number
}

/** Builds a manual clock. */
export const createManualClock = (startsAt: number): ManualClock => {
  const timers = new Set<SetTimer>()
  let now = startsAt
  let tell: () => void = () => undefined

  return {
    clock: {
      now: () => now,
      elapsed: () => now - startsAt,
      after: (delayMs, callback) => {
        const timer: SetTimer = {
          delayMs,
          fire: () => {
            if (!timers.delete(timer)) return
            now += delayMs
            callback()
          },
        }
        timers.add(timer)
        tell()
        return () => timers.delete(timer)
      },
    },
    nextTimer: async () => {
      for (;;) {
        const [timer] = timers
        if (timer !== undefined) return timer
        await new Promise<void>((resolve) => {
          tell = resolve
        })
      }
    },
    pending: () => timers.size,
  }
}
