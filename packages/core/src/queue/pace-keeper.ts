import type { Clock } from '../clock.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import type { Notice } from './notice.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import { nextSendAt, settleMs } from './pacing.ts'
import { pause } from './waiting.ts'

/** Keeps one number to its pace. */
export interface PaceKeeper {
  /** Says that the number came online now. */
  settle(): void
  /** Resolves when the number may write next, or when the line is gone or to be stopped. */
  wait(line: OpenLine): Promise<void>
  /** Resolves when the number may speak after it came online. */
  settled(line: OpenLine): Promise<void>
  /** Says that the number writes now. */
  wrote(): void
}

/** Builds the pace keeper of one number, from what is stored of its last message. */
export const createPaceKeeper = (input: {
  readonly clock: Clock
  /** The pace of now, and who tells when it is another one. */
  readonly pacing: () => Pacing
  readonly repaced: Notice
  readonly lastSendAt: number | null
}): PaceKeeper => {
  const { clock, pacing, repaced } = input
  let { lastSendAt } = input
  // By the clock that nobody sets: a number settles once, however the time of day jumps.
  let settledAt = 0

  const leftMs = (): number => {
    const now = clock.now()
    return Math.max(nextSendAt(lastSendAt, pacing(), now) - now, settledAt - clock.elapsed())
  }

  return {
    settle: () => {
      settledAt = clock.elapsed() + settleMs(pacing())
    },
    wait: async (line) => {
      while (true) {
        const { signal } = repaced
        const waitMs = leftMs()
        if (waitMs > 0) await pause(clock, waitMs, signal, line.gone, line.stopping)
        if (!signal.aborted || !goesOn(line)) return
      }
    },
    settled: async (line) => {
      const waitMs = settledAt - clock.elapsed()
      if (waitMs > 0) await pause(clock, waitMs, line.gone, line.stopping)
    },
    wrote: () => {
      lastSendAt = clock.now()
    },
  }
}
