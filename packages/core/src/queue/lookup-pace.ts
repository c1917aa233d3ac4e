import type { Clock } from '../clock.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import type { Notice } from './notice.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import { nextSendAt } from './pacing.ts'
import { pause } from './waiting.ts'

/** Keeps one number to a pace of its own when it looks recipients up. */
export interface LookupPace {
  /** Resolves with true when the next lookup may be made, and counts it; false when the line is gone or to be stopped. */
  take(line: OpenLine): Promise<boolean>
  /** The same for a lookup that no message waits for: those that one waits for go first. */
  takeSpare(line: OpenLine): Promise<boolean>
}

/**
 * Builds the lookup pace of one number: no more lookups than messages. Without it a list of numbers that nobody has would
 * be looked up as fast as WhatsApp answers, because what is not written takes no place in the pace of messages.
 */
export const createLookupPace = (input: {
  readonly clock: Clock
  /** The pace of now, and who tells when it is another one. */
  readonly pacing: () => Pacing
  readonly repaced: Notice
}): LookupPace => {
  const { clock, pacing, repaced } = input
  let lastLookupAt: number | null = null
  let waitingMessages = 0

  const take = async (line: OpenLine, mayGo: () => boolean): Promise<boolean> => {
    while (goesOn(line)) {
      const waitMs = nextSendAt(lastLookupAt, pacing(), clock.now()) - clock.now()
      if (waitMs <= 0 && mayGo()) {
        lastLookupAt = clock.now()
        return true
      }
      await pause(clock, Math.max(waitMs, 1), repaced.signal, line.gone, line.stopping)
    }
    return false
  }

  return {
    take: async (line) => {
      waitingMessages += 1
      try {
        return await take(line, () => true)
      } finally {
        waitingMessages -= 1
      }
    },
    takeSpare: (line) => take(line, () => waitingMessages === 0),
  }
}
