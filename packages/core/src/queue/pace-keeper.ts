import type { Clock } from '../clock.ts'
import type { Pacing } from '../options.ts'
import type { OpenLine } from './open-line.ts'
import { nextSendAt } from './pacing.ts'
import { pause } from './waiting.ts'

/** Keeps one number to its pace. */
export interface PaceKeeper {
  /** Resolves when the number may write next, or when the line is gone or to be stopped. */
  wait(line: OpenLine): Promise<void>
  /** Says that the number writes now. */
  wrote(): void
}

/** Builds the pace keeper of one number, from what is stored of its last message. */
export const createPaceKeeper = (input: {
  readonly clock: Clock
  readonly pacing: Pacing
  readonly lastSendAt: number | null
}): PaceKeeper => {
  const { clock, pacing } = input
  let { lastSendAt } = input
  return {
    wait: async (line) => {
      const now = clock.now()
      const waitMs = nextSendAt(lastSendAt, pacing, now) - now
      if (waitMs > 0) await pause(clock, waitMs, line.gone, line.stopping)
    },
    wrote: () => {
      lastSendAt = clock.now()
    },
  }
}
