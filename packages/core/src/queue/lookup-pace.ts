import type { Clock } from '../clock.ts'
import type { Pacing } from '../options.ts'
import type { OpenLine } from './open-line.ts'
import { nextSendAt } from './pacing.ts'
import { pause } from './waiting.ts'

/** Keeps one number to a pace of its own when it looks recipients up. */
export interface LookupPace {
  /** Resolves with true when the next lookup may be made, and counts it; false when the line is gone or to be stopped. */
  take(line: OpenLine): Promise<boolean>
}

/**
 * Builds the lookup pace of one number: no more lookups than messages. Without it a list of numbers that nobody has would
 * be looked up as fast as WhatsApp answers, because what is not written takes no place in the pace of messages.
 */
export const createLookupPace = ({ clock, pacing }: { readonly clock: Clock; readonly pacing: Pacing }): LookupPace => {
  let lastLookupAt: number | null = null
  return {
    take: async (line) => {
      const waitMs = nextSendAt(lastLookupAt, pacing, clock.now()) - clock.now()
      if (waitMs > 0) await pause(clock, waitMs, line.gone, line.stopping)
      if (line.gone.aborted || line.stopping.aborted) return false
      lastLookupAt = clock.now()
      return true
    },
  }
}
